package com.example.orders.settings.appconfig;

import java.time.Duration;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationRequest;
import software.amazon.awssdk.services.appconfigdata.model.GetLatestConfigurationResponse;
import software.amazon.awssdk.services.appconfigdata.model.StartConfigurationSessionRequest;
import software.amazon.awssdk.services.appconfigdata.model.StartConfigurationSessionResponse;

/**
 * Says how soon it will poll again, which Powertools has no option for. AppConfig refuses a poll
 * that comes sooner, and 60 seconds if a session names none.
 */
final class AwsPolledClient implements AppConfigDataClient {
  /** AppConfig takes no less (API reference, StartConfigurationSession). */
  static final Duration SHORTEST = Duration.ofSeconds(15);

  private final AppConfigDataClient client;
  private final int seconds;

  /**
   * @param oldest how old settings may be; half of it, so that a poll on time is never too early
   */
  AwsPolledClient(AppConfigDataClient client, Duration oldest) {
    this.client = client;
    this.seconds = Math.toIntExact(Math.max(SHORTEST.toSeconds(), oldest.dividedBy(2).toSeconds()));
  }

  @Override
  public StartConfigurationSessionResponse startConfigurationSession(
      StartConfigurationSessionRequest request) {
    return client.startConfigurationSession(
        request.toBuilder().requiredMinimumPollIntervalInSeconds(seconds).build());
  }

  @Override
  public GetLatestConfigurationResponse getLatestConfiguration(
      GetLatestConfigurationRequest request) {
    return client.getLatestConfiguration(request);
  }

  @Override
  public String serviceName() {
    return client.serviceName();
  }

  @Override
  public void close() {
    client.close();
  }
}

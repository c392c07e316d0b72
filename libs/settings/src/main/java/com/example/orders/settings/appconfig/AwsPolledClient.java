package com.example.orders.settings.appconfig;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
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

  /** What an order may lose, once in the settings' age, to an AppConfig that does not answer. */
  private static final Duration LATER_CALL = Duration.ofSeconds(1);

  private final AppConfigDataClient client;
  private final int seconds;
  private volatile boolean hasAnswered;

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
    var session = request.toBuilder().requiredMinimumPollIntervalInSeconds(seconds);
    if (hasAnswered) {
      session.overrideConfiguration(AwsPolledClient::limit);
    }
    return client.startConfigurationSession(session.build());
  }

  @Override
  public GetLatestConfigurationResponse getLatestConfiguration(
      GetLatestConfigurationRequest request) {
    var poll = request.toBuilder();
    if (hasAnswered) {
      poll.overrideConfiguration(AwsPolledClient::limit);
    }
    var answer = client.getLatestConfiguration(poll.build());
    hasAnswered = true;
    return answer;
  }

  private static void limit(AwsRequestOverrideConfiguration.Builder overrides) {
    overrides.apiCallTimeout(LATER_CALL).apiCallAttemptTimeout(LATER_CALL);
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

package com.example.orders.settings.appconfig;

import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;

/** The settings of the stack's own application in AppConfig. */
final class AwsSettings {
  /** What an order may lose, once in the settings' age, to an AppConfig that does not answer. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(1);

  private AwsSettings() {}

  static CurrentSettings of(String application, Settings defaults, Duration oldest) {
    var clock = Clock.systemUTC();
    var client = AwsClients.buildOnce(AppConfigDataClient.builder(), LONGEST_CALL);
    var telemetry = Telemetry.fromEnvironment();
    return new AppConfigSettings(
        new AwsSettingsSource(new AwsPolledClient(client, oldest), application, clock),
        defaults,
        oldest,
        clock,
        () -> telemetry.count(OrderMetric.SettingsUnread));
  }
}

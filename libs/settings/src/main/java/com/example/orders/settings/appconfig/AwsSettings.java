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
  /** The first call of an environment loads its client, and connects. */
  private static final Duration FIRST_CALL = Duration.ofSeconds(3);

  private AwsSettings() {}

  static CurrentSettings of(String application, Settings defaults, Duration oldest) {
    var clock = Clock.systemUTC();
    var client = AwsClients.buildOnce(AppConfigDataClient.builder(), FIRST_CALL);
    var telemetry = Telemetry.fromEnvironment();
    return new AppConfigSettings(
        new AwsSettingsSource(new AwsPolledClient(client, oldest), application, clock),
        defaults,
        oldest,
        clock,
        () -> telemetry.count(OrderMetric.SettingsUnread));
  }
}

package com.example.orders.settings.appconfig;

import com.example.orders.lambda.Environment;
import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import java.time.Duration;

/** The settings of a function, by its environment. */
public final class FunctionSettings {
  private FunctionSettings() {}

  /**
   * AppConfig's where the stack has settings; elsewhere the defaults, and nothing of AppConfig is
   * loaded.
   *
   * @param defaults what holds until an operator says otherwise
   */
  public static CurrentSettings fromEnvironment(Settings defaults) {
    var budgeted =
        defaults.withRetryBudgetPercent(
            Environment.numberOr("RETRY_BUDGET_PERCENT", defaults.retryBudgetPercent()));
    return of(
        Environment.variable("SETTINGS_APPLICATION"),
        budgeted,
        Environment.seconds("SETTINGS_AGE_SECONDS"));
  }

  static CurrentSettings of(String application, Settings defaults, Duration oldest) {
    return application.isEmpty() ? () -> defaults : AwsSettings.of(application, defaults, oldest);
  }
}

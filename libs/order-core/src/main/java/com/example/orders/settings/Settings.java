package com.example.orders.settings;

import static java.util.Objects.requireNonNull;

/**
 * What an operator may change while the application runs.
 *
 * @param retryBudgetPercent retries that each client of AWS may make for a hundred calls; 0 for no
 *     budget: every retry is granted
 * @param notifications by which channel customers are notified
 * @param experiment the fault that is let into the functions' calls
 */
public record Settings(
    BreakerSettings breaker,
    int retryBudgetPercent,
    NotificationSettings notifications,
    Experiment experiment) {

  /** What holds where neither the template nor an operator says anything. */
  public static final Settings DEFAULT =
      new Settings(BreakerSettings.DEFAULT, 0, NotificationSettings.DEFAULT, Experiment.NONE);

  /**
   * @throws IllegalArgumentException if the budget is no percentage
   */
  public Settings {
    requireNonNull(breaker);
    requireNonNull(notifications);
    requireNonNull(experiment);
    if (retryBudgetPercent < 0 || retryBudgetPercent > 100) {
      throw new IllegalArgumentException("A retry budget is from 0 to 100 percent");
    }
  }

  public Settings withBreaker(BreakerSettings other) {
    return new Settings(other, retryBudgetPercent, notifications, experiment);
  }

  public Settings withRetryBudgetPercent(int other) {
    return new Settings(breaker, other, notifications, experiment);
  }

  public Settings withNotifications(NotificationSettings other) {
    return new Settings(breaker, retryBudgetPercent, other, experiment);
  }

  public Settings withExperiment(Experiment other) {
    return new Settings(breaker, retryBudgetPercent, notifications, other);
  }
}

package com.example.orders.lambda;

import java.util.function.IntSupplier;

/**
 * The retries of one client in one execution environment: a share of its calls. A dependency that
 * fails so gets little more calls than one that answers.
 */
final class RetryBudget {
  /** So that a short trouble of an idle environment is retried as without a budget. */
  private static final int RETRIES_AT_FIRST = 3;

  /** So that a good hour pays for no storm. */
  private static final int RETRIES_AT_MOST = 10;

  private static final int RETRY = 100;

  private final IntSupplier percent;
  private int saved = RETRIES_AT_FIRST * RETRY;

  /**
   * @param percent retries for each hundred calls; 0 for no budget: every retry is granted
   */
  RetryBudget(IntSupplier percent) {
    this.percent = percent;
  }

  synchronized void callBegins() {
    saved = Math.min(saved + percent.getAsInt(), RETRIES_AT_MOST * RETRY);
  }

  synchronized boolean grantsRetry() {
    if (percent.getAsInt() == 0) {
      return true;
    }
    if (saved < RETRY) {
      return false;
    }
    saved -= RETRY;
    return true;
  }
}

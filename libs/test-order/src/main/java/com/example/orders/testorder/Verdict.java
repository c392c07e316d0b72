package com.example.orders.testorder;

import java.time.Duration;

/** What a test order says of the application. */
public sealed interface Verdict {

  /**
   * It is confirmed for its product's price.
   *
   * @param lasted from its acceptance to its confirmation, to the millisecond
   */
  record Passed(Duration lasted) implements Verdict {}

  /**
   * It ended otherwise, waits for an operator, or its status resource did not answer.
   *
   * @param why holds nothing secret
   */
  record Failed(String why) implements Verdict {}

  /**
   * It goes on.
   *
   * @param status as the API writes it
   */
  record Pending(String status) implements Verdict {}

  /** There is no such order: the API answers 404 until it is recorded. */
  record Missing() implements Verdict {}
}

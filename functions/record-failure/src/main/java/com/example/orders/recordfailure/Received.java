package com.example.orders.recordfailure;

import com.example.orders.failures.FailureReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a message of a sink holds: a failure, and for the orders queue's what its row needs. */
record Received(FailureReport report, @Nullable UnrecordedOrder unrecordedOrder) {

  /** An order that was answered 202 and may have no row yet. */
  record UnrecordedOrder(String bodyHash, Instant sentAt) {}

  static Received of(FailureReport report) {
    return new Received(report, null);
  }
}

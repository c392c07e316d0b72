package com.example.orders.sweeporders;

import com.example.orders.failures.FailureReport;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The orders' workflows, as Step Functions itself remembers them. */
interface FailedExecutions {

  /** Executions that began since then and ended badly, in no order; read as they are asked for. */
  Stream<Ended> failedSince(Instant start);

  /** Why such an execution ended, in its own words; either may be missing. */
  Reason reasonOf(Ended execution);

  /**
   * An execution that ended badly.
   *
   * @param status FAILED, TIMED_OUT or ABORTED
   * @param redrives how often it had been redriven
   */
  record Ended(String arn, String status, int redrives, Instant at) {
    /** The same whoever tells of this end. */
    String id() {
      return FailureReport.idOfExecution(arn, status, redrives);
    }

    String name() {
      return arn.substring(arn.lastIndexOf(':') + 1);
    }
  }

  /** An execution's error and cause. */
  record Reason(@Nullable String error, @Nullable String cause) {}
}

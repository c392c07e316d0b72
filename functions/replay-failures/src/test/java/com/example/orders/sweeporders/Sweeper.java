package com.example.orders.sweeporders;

import com.example.orders.failures.Failures;
import com.example.orders.lambda.Counts;
import com.example.orders.order.Orders;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The sweeper as it is deployed, for whoever tests against it. No event of a workflow reaches it.
 */
public final class Sweeper {
  private static final FailedExecutions SILENT =
      new FailedExecutions() {
        @Override
        public Stream<Ended> failedSince(Instant start) {
          return Stream.empty();
        }

        @Override
        public Reason reasonOf(Ended execution) {
          return new Reason(null, null);
        }
      };

  private final Sweeping sweeping;

  public Sweeper(Orders orders, Failures failures, String workflow, Clock clock) {
    sweeping = new Sweeping(orders, failures, SILENT, workflow, clock);
  }

  /** Answers how many orders it put into the inbox. */
  public int sweep() {
    return sweeping.sweep(() -> 20_000, new Counts());
  }
}

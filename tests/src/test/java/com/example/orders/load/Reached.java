package com.example.orders.load;

import java.util.Comparator;
import java.util.List;

/**
 * What a quota is used for, and so the orders a second at which it is reached.
 *
 * @param use of one order
 * @param unit what an order uses
 * @param then what happens at more orders
 */
record Reached(String name, Quota quota, double use, String unit, String then) {
  /** Seconds of an invocation, assumed: cold starts and waits on DynamoDB included. */
  static final double AN_INVOCATION = 0.2;

  static List<Reached> by(Deployment stack, int writeUnits) {
    var path = stack.workflow();
    return List.of(
            new Reached(
                "Lambda: concurrent executions [1]",
                Quota.LAMBDA_CONCURRENCY,
                path.invocations() * AN_INVOCATION,
                path.invocations() + " invocations of 0.2 s each",
                "the task gets `Lambda.TooManyRequestsException` and is retried for minutes; consumers back off; events wait up to their maximum age"),
            new Reached(
                "Step Functions: `StartExecution` [3]",
                Quota.STARTS,
                1,
                "1 start",
                "the message comes again after 60 s, at most 5 times"),
            new Reached(
                "Step Functions: state transitions [3]",
                Quota.TRANSITIONS,
                path.states().size(),
                path.states().size() + " transitions, an order that ends well",
                "executions go on later by themselves"),
            new Reached(
                "Step Functions: `SendTaskSuccess` [3]",
                Quota.TASK_ANSWERS,
                path.answers(),
                path.answers() + " answer of the warehouse",
                "the message comes again after 60 s, at most 5 times"),
            new Reached(
                "EventBridge: `PutEvents` [7]",
                Quota.EVENTS,
                path.events(),
                path.events() + " event of the workflow",
                "the task is retried"),
            new Reached(
                "EventBridge: events to targets [7]",
                Quota.EVENT_TARGETS,
                path.notified(),
                path.notified() + " notification",
                "events come later"),
            new Reached(
                "DynamoDB: one product's row [5]",
                Quota.PARTITION_WRITES,
                2,
                "1 transaction on the row, if all order the same product",
                "of two that meet DynamoDB cancels one (`TransactionConflict`); the task is retried"),
            new Reached(
                "DynamoDB: a new table on demand [5]",
                Quota.TABLE_WRITES,
                writeUnits,
                writeUnits + " write units, as if all were one table's",
                "the task is retried; the table grows"),
            new Reached(
                "SQS: `SendMessage`, high-throughput FIFO [6]",
                Quota.FIFO_SENDS,
                1,
                "1 send",
                "the API answers with 5xx"),
            new Reached(
                "API Gateway: requests [4]",
                Quota.API_RATE,
                3,
                "1 `POST`, and 2 looks at the order",
                "429"))
        .stream()
        .sorted(
            Comparator.comparing(Reached::isOpen)
                .thenComparing(limit -> limit.ordersPerSecond(AwsAccount.NEW))
                .thenComparing(Reached::name))
        .toList();
  }

  /** Whether less than the quota is reached, and nobody has measured how much: one hot row. */
  boolean isOpen() {
    return quota == Quota.PARTITION_WRITES;
  }

  /**
   * Orders a second that the quota is enough for; for an unpublished one, in a small region. More
   * than there can be of one that is open.
   */
  int ordersPerSecond(AwsAccount account) {
    return (int) (quota.in(account) / use);
  }
}

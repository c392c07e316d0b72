package com.example.orders.load;

import java.util.OptionalInt;

/** AWS's default quotas per account and region; docs/limits.md names the source of each. */
public enum Quota {
  /** Executions at once. A new account's is what accounts report; the guide gives none. */
  LAMBDA_CONCURRENCY(10, 1_000, 1_000),
  /** Seconds. */
  LAMBDA_TIMEOUT(900, 900, 900),
  /** Requests a second of all APIs. */
  API_RATE(2_500, 2_500, 10_000),
  /** Requests at once of all APIs. */
  API_BURST(1_250, 1_250, 5_000),
  /** Seconds that an integration of an API may take. */
  API_TIMEOUT(29, 29, 29),
  /** StartExecution a second, Standard. */
  STARTS(150, 150, 300),
  /** StartExecution at once, Standard. */
  STARTS_AT_ONCE(800, 800, 1_300),
  /** State transitions a second, Standard. A new account has fewer; AWS does not say how many. */
  TRANSITIONS(0, 800, 5_000),
  /** SendTaskSuccess a second, and as many of each of its two siblings. */
  TASK_ANSWERS(300, 300, 500),
  /** Seconds. */
  EXECUTION_TIME(31_536_000, 31_536_000, 31_536_000),
  /** SendMessage a second to a high-throughput FIFO queue, without batches. */
  FIFO_SENDS(2_400, 2_400, 70_000),
  FIFO_IN_FLIGHT(120_000, 120_000, 120_000),
  /** Messages in a batch of a FIFO queue's mapping. */
  FIFO_BATCH(10, 10, 10),
  /** Bytes. */
  MESSAGE_SIZE(1_048_576, 1_048_576, 1_048_576),
  /** PutEvents a second. */
  EVENTS(400, 400, 10_000),
  /** Events a second that rules give to targets. */
  EVENT_TARGETS(750, 750, 18_750),
  /** Write units a second of one partition key; cannot be raised. */
  PARTITION_WRITES(1_000, 1_000, 1_000),
  /** Write units a second of a new table on demand; it grows by itself. */
  TABLE_WRITES(4_000, 4_000, 4_000);

  private final int[] values;

  Quota(int... values) {
    this.values = values;
  }

  /** Empty if AWS does not publish it. */
  public OptionalInt published(AwsAccount account) {
    var value = values[account.ordinal()];
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** The published value; for a new account without one, a small region's. */
  public int in(AwsAccount account) {
    return published(account).orElse(values[AwsAccount.SMALL_REGION.ordinal()]);
  }
}

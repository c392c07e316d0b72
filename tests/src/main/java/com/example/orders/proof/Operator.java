package com.example.orders.proof;

/**
 * Does what an operator and the schedules do, only sooner: sweeps, has what is due replayed, and
 * replays every open entry of the inbox.
 */
final class Operator {
  private static final String SWEEP = "SweepOrdersFunction";
  private static final String REPLAY = "ReplayFailuresFunction";

  private final Stack stack;
  private final Records records;

  Operator(Stack stack, Records records) {
    this.stack = stack;
    this.records = records;
  }

  /** One round over everything that is open. */
  void round() {
    if (!stack.has(REPLAY)) {
      return;
    }
    stack.invoke(SWEEP, "{}");
    stack.invoke(REPLAY, "{}");
    for (var entry : records.inbox()) {
      if (entry.state().equals("OPEN")) {
        var request = stack.request().put("failureId", entry.failureId()).put("by", "proof");
        stack.invoke(REPLAY, request.toString());
      }
    }
  }
}

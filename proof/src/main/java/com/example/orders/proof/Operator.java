package com.example.orders.proof;

import com.example.orders.cli.StackOutputs;
import com.example.orders.cli.Unnotified;
import java.time.Instant;

/**
 * Does what an operator and the schedules do, only sooner: sweeps, has what is due replayed, and
 * replays every open entry of the inbox.
 */
final class Operator {
  private static final String ALARM = "DestinationDeliveryFailures";
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

  /**
   * Does what the runbook says when the alarm rings on records that Lambda could not hand over:
   * looks for customers who were not notified. Nobody looks without the alarm, and where more are
   * missing than records, it does not explain them all: then nothing is repaired.
   *
   * @return how many it had notified
   */
  int answerAlarm() {
    var records = stack.cloud().asyncMetrics().getOrDefault(ALARM, 0L);
    if (records == 0) {
      return 0;
    }
    var endpoint = stack.cloud().endpointUrl().toString();
    var outputs = StackOutputs.of(stack.cloud().stack().name(), endpoint);
    var unnotified = new Unnotified(outputs, endpoint);
    var events = unnotified.endedBefore(Instant.now());
    if (events.size() > records) {
      return 0;
    }
    unnotified.send(events);
    return events.size();
  }
}

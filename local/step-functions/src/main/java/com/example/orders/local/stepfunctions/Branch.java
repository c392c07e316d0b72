package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** One thread of an execution: its variables, its Map item, and its last event. */
final class Branch {
  /** Quota of Step Functions; the last event is the execution's end. */
  private static final int MAX_EVENTS = 25_000;

  private final Execution execution;
  private final Timer timer;
  private final Variables variables;
  private final @Nullable ObjectNode item;
  private long lastEventId;

  Branch(Execution execution, Timer timer) {
    this(execution, timer, new Variables(), null, 0);
  }

  private Branch(
      Execution execution,
      Timer timer,
      Variables variables,
      @Nullable ObjectNode item,
      long lastEventId) {
    this.execution = execution;
    this.timer = timer;
    this.variables = variables;
    this.item = item;
    this.lastEventId = lastEventId;
  }

  /** A branch of a Parallel state. */
  Branch inner() {
    return new Branch(execution, timer, variables.inner(), item, lastEventId);
  }

  /** An iteration of a Map state. */
  Branch iteration(int index, JsonNode value) {
    var shown = Json.object().set("Item", Json.object().put("Index", index).set("Value", value));
    return new Branch(execution, timer, variables.inner(), (ObjectNode) shown, lastEventId);
  }

  Variables variables() {
    return variables;
  }

  @Nullable ObjectNode item() {
    return item;
  }

  long lastEventId() {
    return lastEventId;
  }

  long add(String type) {
    return note(type, null, null);
  }

  long add(String type, String detailsField, ObjectNode details) {
    return note(type, detailsField, details);
  }

  private long note(String type, @Nullable String detailsField, @Nullable ObjectNode details) {
    lastEventId = execution.add(timer.now(), lastEventId, type, detailsField, details);
    if (lastEventId >= MAX_EVENTS - 1) {
      throw StatesError.of(
          StatesError.RUNTIME,
          "The execution reached the maximum number of history events (25000).");
    }
    return lastEventId;
  }
}

package com.example.orders.simulatewarehouse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Remembers every answer that reached a waiting step. */
final class InMemoryWaitingTasks implements WaitingTasks {
  private final List<String> answers = new ArrayList<>();
  private final Set<TaskToken> spent = new HashSet<>();
  private RuntimeException fault;

  List<String> answers() {
    return answers;
  }

  void timeOut(TaskToken token) {
    spent.add(token);
  }

  /** The next call fails before it has any effect. */
  void failNext(RuntimeException next) {
    fault = next;
  }

  @Override
  public Delivery succeed(TaskToken token, String outputJson) {
    return deliver(token, "success " + token.value() + " " + outputJson, true);
  }

  @Override
  public Delivery fail(TaskToken token, String error, String cause) {
    return deliver(token, "failure " + token.value() + " " + error, true);
  }

  @Override
  public Delivery heartbeat(TaskToken token) {
    return deliver(token, "heartbeat " + token.value(), false);
  }

  private Delivery deliver(TaskToken token, String answer, boolean last) {
    if (fault != null) {
      var thrown = fault;
      fault = null;
      throw thrown;
    }
    if (spent.contains(token)) {
      return Delivery.NOBODY_WAITS;
    }
    if (last) {
      spent.add(token);
    }
    answers.add(answer);
    return Delivery.DELIVERED;
  }
}

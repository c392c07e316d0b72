package com.example.orders.load;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The invocations that an account runs at once. What is reserved for a function is its own: no
 * other takes it, and it takes no more.
 */
final class Environments {
  private final Agenda agenda;
  private final Map<String, Integer> reserved;
  private final int unreserved;
  private final Map<String, Integer> running = new HashMap<>();
  private final Map<String, Integer> throttles = new TreeMap<>();
  private final Map<String, Integer> invocations = new TreeMap<>();
  private int shared;

  Environments(Agenda agenda, int account, Map<String, Integer> reserved) {
    this.agenda = agenda;
    this.reserved = Map.copyOf(reserved);
    unreserved = account - reserved.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Does one of the two: at once if there is no environment, else when the invocation ends. */
  void invoke(String function, double seconds, Runnable ended, Runnable throttled) {
    var own = reserved.get(function);
    var busy = own == null ? shared : running.getOrDefault(function, 0);
    if (busy >= (own == null ? unreserved : own)) {
      throttles.merge(function, 1, Integer::sum);
      throttled.run();
      return;
    }
    invocations.merge(function, 1, Integer::sum);
    count(function, own == null, 1);
    agenda.in(
        seconds,
        () -> {
          count(function, own == null, -1);
          ended.run();
        });
  }

  private void count(String function, boolean isShared, int change) {
    running.merge(function, change, Integer::sum);
    shared += isShared ? change : 0;
  }

  int running(String function) {
    return running.getOrDefault(function, 0);
  }

  Map<String, Integer> throttles() {
    return throttles;
  }

  Map<String, Integer> invocations() {
    return invocations;
  }
}

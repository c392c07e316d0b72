package com.example.orders.acceptorders;

import com.example.orders.order.OrderKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was started; may be down for a while. */
final class InMemoryWorkflows implements Workflows {
  final List<String> started = new ArrayList<>();
  int failures;
  RuntimeException failure = new IllegalStateException("Step Functions is down");

  @Override
  public void start(OrderKey key, Duration callTimeout) {
    if (failures > 0) {
      failures--;
      throw failure;
    }
    started.add(key.executionName());
  }
}

package com.example.orders.replayfailures;

import com.example.orders.order.OrderKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executions by name; a redrive and a start make them run. */
final class InMemoryExecutions implements Executions {
  final Map<String, Execution> byName = new HashMap<>();
  final List<String> started = new ArrayList<>();
  final List<String> redriven = new ArrayList<>();

  void is(String name, Status status, boolean isRedrivable, String error) {
    byName.put(name, new Execution(name, "arn:" + name, status, isRedrivable, error));
  }

  @Override
  public Optional<Execution> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public Optional<String> start(String name, OrderKey order) {
    var taken = byName.get(name);
    if (taken != null && taken.status() != Status.RUNNING) {
      return Optional.empty();
    }
    if (taken == null) {
      started.add(name);
      is(name, Status.RUNNING, false, "");
    }
    return Optional.of("arn:" + name);
  }

  @Override
  public boolean redrive(Execution execution, String token) {
    redriven.add(execution.name());
    is(execution.name(), Status.RUNNING, false, "");
    return true;
  }
}

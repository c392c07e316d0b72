package com.example.orders.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A rule: what matches, and where it goes. */
record Rule(
    String name,
    String arn,
    String bus,
    JsonNode pattern,
    boolean isEnabled,
    List<Target> targets) {
  Rule {
    targets = List.copyOf(targets);
  }

  Rule withTargets(List<Target> others) {
    return new Rule(name, arn, bus, pattern, isEnabled, others);
  }
}

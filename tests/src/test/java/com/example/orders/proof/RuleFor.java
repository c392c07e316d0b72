package com.example.orders.proof;

import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import org.jspecify.annotations.Nullable;

/** A fault rule for an order that does not exist yet. A selector that is null fits every call. */
record RuleFor(
    Fault fault,
    @Nullable String service,
    @Nullable String operation,
    @Nullable String resource,
    @Nullable String caller,
    @Nullable Integer count,
    long millis) {

  RuleFor of(String inService, String name) {
    return new RuleFor(fault, inService, name, resource, caller, count, millis);
  }

  RuleFor on(String logicalId) {
    return new RuleFor(fault, service, operation, logicalId, caller, count, millis);
  }

  RuleFor by(String logicalId) {
    return new RuleFor(fault, service, operation, resource, logicalId, count, millis);
  }

  RuleFor times(int often) {
    return new RuleFor(fault, service, operation, resource, caller, often, millis);
  }

  RuleFor always() {
    return new RuleFor(fault, service, operation, resource, caller, null, millis);
  }

  RuleFor held(long forMillis) {
    return new RuleFor(fault, service, operation, resource, caller, count, forMillis);
  }

  FaultRule at(String id, String orderId) {
    return new FaultRule(
        id, fault, service, operation, resource, caller, orderId, 0, count, 1.0, millis);
  }
}

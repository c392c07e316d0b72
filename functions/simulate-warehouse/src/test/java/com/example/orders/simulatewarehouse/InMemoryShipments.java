package com.example.orders.simulatewarehouse;

import com.example.orders.order.OrderKey;
import java.util.LinkedHashMap;
import java.util.Map;

final class InMemoryShipments implements Shipments {
  private final Map<OrderKey, Shipment> decided = new LinkedHashMap<>();
  private RuntimeException fault;

  Map<OrderKey, Shipment> decided() {
    return decided;
  }

  /** The next call fails before it has any effect. */
  void failNext(RuntimeException next) {
    fault = next;
  }

  @Override
  public Shipment decide(Shipment proposed) {
    if (fault != null) {
      var thrown = fault;
      fault = null;
      throw thrown;
    }
    var standing = decided.putIfAbsent(proposed.order(), proposed);
    return standing == null ? proposed : standing;
  }
}

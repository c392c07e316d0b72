package com.example.orders.simulatewarehouse;

import com.example.orders.order.OrderKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** What the warehouse decided about an order, once and for good. */
record Shipment(OrderKey order, Decision decision, Instant at) {

  enum Decision {
    ACCEPTED,
    REFUSED,
    /** Makes a request to ship that comes late fail. */
    CANCELLED
  }

  /** The same for the same order, so that a repeated answer names the same parcel. */
  String shipmentId() {
    var key = order.messageGroup().getBytes(StandardCharsets.UTF_8);
    return "shp_" + UUID.nameUUIDFromBytes(key);
  }
}

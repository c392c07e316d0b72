package com.example.orders.simulatewarehouse;

/** The message is no shipment request. It goes back until it lands in the dead-letter queue. */
final class InvalidShipmentRequestException extends Exception {
  InvalidShipmentRequestException(Class<?> why) {
    super("Not a shipment request: " + why.getSimpleName());
  }
}

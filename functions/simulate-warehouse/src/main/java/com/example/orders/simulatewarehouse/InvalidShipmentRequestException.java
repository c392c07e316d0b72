package com.example.orders.simulatewarehouse;

/**
 * The message is no shipment request. Says why without any of its text and carries no cause: the
 * parser's messages quote what they read, and that holds a task token.
 */
final class InvalidShipmentRequestException extends Exception {
  InvalidShipmentRequestException(String why) {
    super("Not a shipment request: " + why);
  }
}

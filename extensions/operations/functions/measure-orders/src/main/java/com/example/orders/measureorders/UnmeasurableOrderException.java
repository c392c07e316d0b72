package com.example.orders.measureorders;

/** An event is about an order that is not there, or has not ended as the event says. */
final class UnmeasurableOrderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnmeasurableOrderException() {
    super("No row says the same as the event");
  }
}

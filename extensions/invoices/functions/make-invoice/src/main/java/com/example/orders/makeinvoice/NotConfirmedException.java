package com.example.orders.makeinvoice;

import com.example.orders.json.OrderEvent;

/** The event says what the order's row denies; trying again cannot help, for an end is final. */
final class NotConfirmedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConfirmedException(OrderEvent event, String fact) {
    super(event.type() + ", but order " + event.order().orderId() + " " + fact);
  }
}

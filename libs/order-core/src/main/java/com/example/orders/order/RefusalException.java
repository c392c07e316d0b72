package com.example.orders.order;

/**
 * A business rejection: the workflow catches the subclass by its name and does not retry. It is
 * expected and counted, never an alarm, and its message holds no personal data.
 */
public abstract class RefusalException extends RuntimeException {

  protected RefusalException(String message) {
    super(message);
  }
}

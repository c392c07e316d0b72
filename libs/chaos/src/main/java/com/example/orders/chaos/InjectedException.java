package com.example.orders.chaos;

/** What an experiment throws where nobody expects an exception. */
public final class InjectedException extends RuntimeException {
  InjectedException() {
    super("Injected by an experiment");
  }
}

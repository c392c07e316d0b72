package com.example.orders.replayfailures;

/** Nothing was sent, and trying again would not help. Says why without quoting a payload. */
final class CannotReplayException extends Exception {
  CannotReplayException(String reason) {
    super(reason);
  }
}

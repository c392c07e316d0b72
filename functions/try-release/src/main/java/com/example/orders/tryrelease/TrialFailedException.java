package com.example.orders.tryrelease;

/** A version did not do with the test order what it is for. */
final class TrialFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrialFailedException(String message) {
    super(message);
  }
}

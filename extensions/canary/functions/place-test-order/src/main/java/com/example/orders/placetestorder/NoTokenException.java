package com.example.orders.placetestorder;

/** The user pool gave none; the message holds nothing secret. */
final class NoTokenException extends Exception {
  NoTokenException(String message) {
    super(message);
  }
}

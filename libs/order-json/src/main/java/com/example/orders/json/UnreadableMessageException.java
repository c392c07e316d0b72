package com.example.orders.json;

/**
 * The message is not what the API writes. Carries no cause: the parser's own messages quote the
 * text, which is personal data.
 */
public final class UnreadableMessageException extends Exception {

  public UnreadableMessageException(String message) {
    super(message);
  }
}

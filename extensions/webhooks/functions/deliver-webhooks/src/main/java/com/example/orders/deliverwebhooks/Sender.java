package com.example.orders.deliverwebhooks;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts a text to an address that a customer gave. */
interface Sender {

  /** One try; what goes wrong is an answer too. */
  Answer post(URI url, Map<String, String> headers, String body);

  /** What came back. */
  sealed interface Answer {}

  /**
   * An answer of the endpoint.
   *
   * @param body the first part of it, as far as it was read
   * @param retryAfter how long the endpoint asks to be left alone, if it does
   */
  record Answered(int status, byte[] body, @Nullable Duration retryAfter) implements Answer {}

  /**
   * None, or none that could be read.
   *
   * @param why in words of ours
   */
  record NoAnswer(String why) implements Answer {}
}

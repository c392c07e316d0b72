package com.example.orders.webhooks;

import java.util.Optional;

/** One webhook to one endpoint. */
public record DeliveryKey(EndpointId endpoint, DeliveryId id) {

  /** What a message of the queue says: the two IDs with a slash between them. */
  public String message() {
    return endpoint + "/" + id;
  }

  /** Empty if it is no text that {@link #message} made. */
  public static Optional<DeliveryKey> ofMessage(String text) {
    var slash = text.indexOf('/');
    try {
      return Optional.of(
          new DeliveryKey(
              new EndpointId(text.substring(0, Math.max(slash, 0))),
              new DeliveryId(text.substring(slash + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package com.example.orders.webhooks;

import com.example.orders.order.Sha256;
import java.util.regex.Pattern;

/**
 * The {@code webhook-id}: the same for each attempt, each copy and each replay of an event, so that
 * a receiver can leave out what it has. It holds no full stop, which the signature separates by.
 */
public record DeliveryId(String value) {
  private static final Pattern FORM = Pattern.compile("msg_[0-9a-f]{32}");
  private static final int DIGITS = 32;

  public DeliveryId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("A delivery's ID is msg_ and 32 hexadecimal digits");
    }
  }

  /**
   * @param cause what is delivered: the event's own key, or a random text
   */
  public static DeliveryId of(EndpointId endpoint, String cause) {
    return new DeliveryId("msg_" + Sha256.hex(endpoint + "\n" + cause).substring(0, DIGITS));
  }

  @Override
  public String toString() {
    return value;
  }
}

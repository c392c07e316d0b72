package com.example.orders.listorders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of an order in its customer's list: the index key's own two parts. As a cursor it is
 * text of the client, so it can choose a place among the caller's own orders and nothing else.
 */
record Place(String acceptedAt, String orderId) {
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9]{82}==");
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z)[|]"
              + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

  /** The place that a cursor names, or empty if it is none that {@link #cursor} made. */
  static Optional<Place> of(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      return Optional.empty();
    }
    var place = FORM.matcher(new String(Base64.getDecoder().decode(cursor), UTF_8));
    return place.matches()
        ? Optional.of(new Place(place.group(1), place.group(2)))
        : Optional.empty();
  }

  String cursor() {
    return Base64.getEncoder().encodeToString((acceptedAt + "|" + orderId).getBytes(UTF_8));
  }
}

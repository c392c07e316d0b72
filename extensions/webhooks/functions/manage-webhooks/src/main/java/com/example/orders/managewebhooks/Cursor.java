package com.example.orders.managewebhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.webhooks.Deliveries.Place;
import com.example.orders.webhooks.DeliveryId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a list of deliveries, as text of the client: it can choose a place in the list of one
 * of its own endpoints and nothing else.
 */
record Cursor(Place place) {
  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9]{82}==");
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z)[|]"
              + "(msg_[0-9a-f]{32})");

  /** Empty if the text is none that {@link #text} made. */
  static Optional<Cursor> of(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    var place = FORM.matcher(new String(Base64.getDecoder().decode(text), UTF_8));
    try {
      return place.matches()
          ? Optional.of(
              new Cursor(new Place(Instant.parse(place.group(1)), new DeliveryId(place.group(2)))))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  String text() {
    var text = Attributes.timeText(place.createdAt()) + "|" + place.id();
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}

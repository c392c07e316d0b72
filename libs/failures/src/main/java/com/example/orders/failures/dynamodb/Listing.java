package com.example.orders.failures.dynamodb;

import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.failures.dynamodb.FailureMapper.ENTRY;
import static com.example.orders.failures.dynamodb.FailureMapper.EXPIRES_AT;
import static com.example.orders.failures.dynamodb.FailureMapper.ID;
import static com.example.orders.failures.dynamodb.FailureMapper.PART;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureState;
import com.example.orders.failures.Failures.InvalidCursorException;
import com.example.orders.failures.Failures.Query;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** A page of the index: what to ask for, and a cursor that any text can be held against. */
final class Listing {
  private static final String LAST_SEEN = "lastSeen";

  private Listing() {}

  static QueryRequest of(Query query, Instant now) {
    var filters = new ArrayList<>(List.of("(attribute_not_exists(#expires) OR #expires > :now)"));
    var names = new HashMap<>(Map.of("#state", "state", "#expires", EXPIRES_AT));
    var values =
        new HashMap<>(
            Map.of(":state", text(query.state().name()), ":now", number(now.getEpochSecond())));
    if (query.failureClass() != null) {
      filters.add("#class = :class");
      names.put("#class", "class");
      values.put(":class", text(query.failureClass().name()));
    }
    if (query.source() != null) {
      filters.add("#source = :source");
      names.put("#source", "source");
      values.put(":source", text(query.source().name()));
    }
    return QueryRequest.builder()
        .keyConditionExpression("#state = :state")
        .filterExpression(String.join(" AND ", filters))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .scanIndexForward(false)
        .limit(query.limit())
        .exclusiveStartKey(start(query.cursor(), query.state()))
        .build();
  }

  static String cursor(Map<String, AttributeValue> last) {
    var text = text(last, ID) + text(last, LAST_SEEN);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static @Nullable Map<String, AttributeValue> start(
      @Nullable String cursor, FailureState state) {
    if (cursor == null) {
      return null;
    }
    try {
      var bytes = Base64.getUrlDecoder().decode(cursor);
      var text = new String(bytes, StandardCharsets.US_ASCII);
      var id = new FailureId(text.substring(0, 24));
      return Map.of(
          ID,
          text(id.value()),
          PART,
          text(ENTRY),
          "state",
          text(state.name()),
          LAST_SEEN,
          Attributes.time(Instant.parse(text.substring(24))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      throw new InvalidCursorException();
    }
  }
}

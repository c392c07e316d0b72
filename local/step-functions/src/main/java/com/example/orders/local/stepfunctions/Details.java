package com.example.orders.local.stepfunctions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The details of history events (API reference, HistoryEvent). */
final class Details {
  private Details() {}

  static ObjectNode input(String input) {
    return withData(Json.object(), "input", input);
  }

  static ObjectNode output(String output) {
    return withData(Json.object(), "output", output);
  }

  static ObjectNode withData(ObjectNode details, String field, String data) {
    details.put(field, data);
    details.set(field + "Details", Json.object().put("truncated", false));
    return details;
  }

  static ObjectNode failure(@Nullable StatesError failure) {
    return failure == null ? Json.object() : withFailure(Json.object(), failure);
  }

  static ObjectNode withFailure(ObjectNode details, StatesError failure) {
    text(details, "error", failure.error());
    text(details, "cause", failure.cause());
    return details;
  }

  static void text(ObjectNode object, String field, @Nullable String text) {
    if (text != null) {
      object.put(field, text);
    }
  }

  /** A time as the AWS JSON protocol writes it: epoch seconds with milliseconds. */
  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}

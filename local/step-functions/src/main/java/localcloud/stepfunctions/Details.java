package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The details of history events (API reference, HistoryEvent). */
final class Details {
  private static final int SHORT = 1000;

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

  /** About what an event takes in memory: its texts, and the tree around them. */
  static long bytes(JsonNode event) {
    var bytes = 64L + (event.isTextual() ? event.asText().length() : 0);
    for (var part : event) {
      bytes += bytes(part);
    }
    return bytes;
  }

  /** The details with the beginnings of long data, marked as truncated. */
  static ObjectNode shortened(ObjectNode details) {
    for (var field : List.of("input", "output", "parameters")) {
      if (details.path(field).asText().length() > SHORT) {
        details.put(field, details.path(field).asText().substring(0, SHORT));
        details.set(field + "Details", Json.object().put("truncated", true));
      }
    }
    return details;
  }

  /** A time as the AWS JSON protocol writes it: epoch seconds with milliseconds. */
  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}

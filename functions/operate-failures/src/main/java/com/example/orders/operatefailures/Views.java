package com.example.orders.operatefailures;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.failures.AuditEntry;
import com.example.orders.failures.Failure;
import com.example.orders.failures.Masking;
import com.example.orders.failures.Payloads;
import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries as JSON. Payment tokens, task tokens and addresses are hidden in all of it. */
final class Views {
  /** JSON within a string within JSON …: deeper ones are shown as text. */
  private static final int LEVELS = 4;

  private final ObjectMapper json = OrderJson.mapper();
  private final Masking masking = new Masking();

  JsonNode page(List<Failure> failures, @Nullable String nextCursor) {
    var page = json.createObjectNode();
    var list = page.putArray("failures");
    failures.forEach(failure -> list.add(entry(failure)));
    if (nextCursor != null) {
      page.put("nextCursor", nextCursor);
    }
    return page;
  }

  ObjectNode entry(Failure failure) {
    var entry = json.createObjectNode();
    entry.put("failureId", failure.id().value());
    entry.put("state", failure.state().name());
    entry.put("class", failure.classification().failureClass().name());
    entry.put("classRule", failure.classification().rule());
    entry.put("source", failure.source().name());
    entry.put("origin", failure.origin());
    entry.put("error", masking.mask(failure.error()));
    var order = failure.order();
    if (order != null) {
      entry.put("customer", order.customer().value());
      entry.put("orderId", order.orderId().value());
    }
    entry.put("attempts", failure.attempts());
    entry.put("replays", failure.replays());
    entry.put("seenCount", failure.seenCount());
    entry.put("firstSeen", failure.firstSeen().toString());
    entry.put("lastSeen", failure.lastSeen().toString());
    putTime(entry, "nextReplayAt", failure.nextReplayAt());
    putTime(entry, "leaseUntil", failure.leaseUntil());
    entry.put("edited", failure.edited());
    return entry;
  }

  JsonNode whole(Failure failure, Payloads payloads, List<AuditEntry> audit) {
    var whole = entry(failure);
    if (failure.cause() != null) {
      whole.set("cause", decoded(masking.mask(failure.cause())));
    }
    whole.set("payload", payload(payloads.original()));
    if (payloads.edited() != null) {
      whole.set("editedPayload", payload(payloads.edited()));
    }
    var list = whole.putArray("audit");
    audit.forEach(one -> list.add(audit(one)));
    return whole;
  }

  JsonNode done(Failure failure, String detail) {
    return entry(failure).put("detail", detail);
  }

  private ObjectNode payload(String text) {
    return json.createObjectNode()
        .put("bytes", text.getBytes(UTF_8).length)
        .put("shown", masking.mask(text));
  }

  private ObjectNode audit(AuditEntry audit) {
    var entry = json.createObjectNode();
    entry.put("at", audit.at().toString());
    entry.put("by", audit.by());
    entry.put("action", audit.action().name());
    entry.put("result", audit.result());
    if (audit.detail() != null) {
      entry.put("detail", masking.mask(audit.detail()));
    }
    return entry;
  }

  /** What Step Functions and Lambda wrap into strings, unwrapped. */
  private JsonNode decoded(String text) {
    return decoded(TextNode.valueOf(text), LEVELS);
  }

  private JsonNode decoded(JsonNode node, int levels) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = json.createObjectNode();
        object
            .properties()
            .forEach(field -> copy.set(field.getKey(), decoded(field.getValue(), levels)));
        yield copy;
      }
      case ArrayNode array -> {
        var copy = json.createArrayNode();
        array.forEach(item -> copy.add(decoded(item, levels)));
        yield copy;
      }
      case TextNode string when levels > 0 -> {
        var inner = tree(string.textValue());
        yield inner == null ? string : decoded(inner, levels - 1);
      }
      default -> node;
    };
  }

  private @Nullable JsonNode tree(String text) {
    try {
      var tree = json.readTree(text);
      return tree != null && tree.isContainerNode() ? tree : null;
    } catch (JsonProcessingException | NumberFormatException e) {
      return null; // no JSON
    }
  }

  private static void putTime(ObjectNode node, String name, @Nullable Instant time) {
    if (time != null) {
      node.put(name, time.toString());
    }
  }
}

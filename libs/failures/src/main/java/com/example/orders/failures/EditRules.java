package com.example.orders.failures;

import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may make of a payload. Whose order it is, which order and which event are never
 * changed: the edited payload names exactly those of the entry. A hidden value that is handed back
 * as it was shown means the original's.
 */
public final class EditRules {
  /** What the intake queues take. */
  static final int LARGEST = 262_144;

  private static final Set<String> KEYS = Set.of("idempotencyKey", "correlationId");

  private final Masking masking = new Masking();

  /** A verdict on an edited payload. */
  public sealed interface EditVerdict {}

  /** The payload to keep, with hidden values put back. */
  public record Allowed(String payload) implements EditVerdict {
    @Override
    public String toString() {
      return "Allowed";
    }
  }

  /** Why not, in words that quote nothing. */
  public record NotAllowed(String reason) implements EditVerdict {}

  public EditVerdict judge(Failure failure, String original, String edited) {
    if (!failure.source().isEditable()) {
      return new NotAllowed("the input of a workflow is its two IDs and cannot be edited");
    }
    if (failure.state() != FailureState.OPEN) {
      return new NotAllowed("the entry is " + failure.state() + " and not OPEN");
    }
    var order = failure.order();
    if (order == null) {
      return new NotAllowed("the entry names no order, so nothing tells whose order this would be");
    }
    if (edited.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      return new NotAllowed("the payload is larger than 262144 bytes");
    }
    var tree = masking.tree(edited).orElse(null);
    return tree == null
        ? new NotAllowed("the payload is no JSON object")
        : judge(order, original, tree);
  }

  private EditVerdict judge(OrderKey order, String original, JsonNode edited) {
    var before = masking.tree(original).orElse(null);
    var restored = restored(edited, before);
    if (holdsMask(restored)) {
      return new NotAllowed("a hidden value has no original to take its place");
    }
    if (!values(restored, "customer").equals(Set.of(order.customer().value()))
        || !values(restored, "orderId").equals(Set.of(order.orderId().value()))) {
      return new NotAllowed("customer and order ID cannot be changed");
    }
    for (var key : KEYS) {
      if (before != null && !values(restored, key).equals(values(before, key))) {
        return new NotAllowed(key + " cannot be changed");
      }
    }
    return new Allowed(restored.toString());
  }

  private static JsonNode restored(JsonNode node, @Nullable JsonNode original) {
    return switch (node) {
      case ObjectNode object -> {
        var copy = object.objectNode();
        object
            .properties()
            .forEach(
                field -> {
                  var before = original == null ? null : original.get(field.getKey());
                  var isMask = field.getValue().asText().equals(Masking.MASK);
                  copy.set(
                      field.getKey(),
                      before != null && isMask && Masking.isSecret(field.getKey())
                          ? before
                          : restored(field.getValue(), before));
                });
        yield copy;
      }
      case ArrayNode array -> {
        var copy = array.arrayNode();
        for (int i = 0; i < array.size(); i++) {
          copy.add(restored(array.get(i), original == null ? null : original.get(i)));
        }
        yield copy;
      }
      default -> node;
    };
  }

  private static boolean holdsMask(JsonNode node) {
    return node.isContainerNode()
        ? node.valueStream().anyMatch(EditRules::holdsMask)
        : node.asText().equals(Masking.MASK);
  }

  /** All values of the fields of that name, at any depth. */
  private static Set<String> values(JsonNode node, String name) {
    var values = new HashSet<String>();
    for (var field : node.findValues(name)) {
      values.add(field.isTextual() ? field.textValue() : field.toString());
    }
    return values;
  }
}

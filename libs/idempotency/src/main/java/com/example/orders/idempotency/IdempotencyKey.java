package com.example.orders.idempotency;

import com.example.orders.json.CanonicalJson;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done once: a fixed name of the operation and a business key. The name is neither
 * the function's nor the method's, so that a renamed function, another stack's or a redrive still
 * meets the same record.
 *
 * @param id {@code <operation>#<SHA-256>}; the key's parts cannot be read from it
 */
public record IdempotencyKey(String id) {
  private static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}#[0-9a-f]{64}");

  public IdempotencyKey {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("No idempotency key");
    }
  }

  /**
   * A key that lacks a part, or has an empty one, would be the same for all who lack it.
   *
   * @throws MissingIdempotencyKeyException if any part is missing or blank
   */
  public static IdempotencyKey of(String operation, @Nullable String... parts) {
    if (!OPERATION.matcher(operation).matches()) {
      throw new IllegalArgumentException("An operation has a fixed, lower-case name");
    }
    var all = JsonNodeFactory.instance.arrayNode();
    for (var part : parts) {
      if (part == null || part.isBlank()) {
        throw new MissingIdempotencyKeyException(operation);
      }
      all.add(part);
    }
    if (all.isEmpty()) {
      throw new MissingIdempotencyKeyException(operation);
    }
    return new IdempotencyKey(operation + "#" + CanonicalJson.hash(all));
  }

  @Override
  public String toString() {
    return id;
  }
}

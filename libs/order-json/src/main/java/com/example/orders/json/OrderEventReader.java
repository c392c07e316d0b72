package com.example.orders.json;

import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event of the bus. Fields that are not known are left alone, so that the publisher may
 * add some; an event of another schema version is refused, because its fields may mean something
 * else. Nothing is unwrapped: what holds an event inside is no event.
 */
public final class OrderEventReader {
  private static final String SOURCE = "orderly.orders";
  private static final Set<String> TYPES =
      Set.of("OrderConfirmed", "OrderRejected", "OrderCancelled");
  private static final List<String> CONTENT_FIELDS =
      List.of("status", "total", "currency", "reason");
  private static final int SCHEMA_VERSION = 1;

  private final ObjectMapper mapper = OrderJson.mapper();

  /**
   * Reads an event as a rule hands it on: the whole envelope, UTF-8.
   *
   * @throws UnreadableEventException if it is no event of this publisher, type and version
   */
  public OrderEvent read(byte[] json) {
    var event = tree(json);
    if (!SOURCE.equals(event.path("source").textValue())) {
      throw new UnreadableEventException("the source is not " + SOURCE);
    }
    var type = event.path("detail-type").textValue();
    if (type == null || !TYPES.contains(type)) {
      throw new UnreadableEventException("the detail-type is none of an order's end");
    }
    var metadata = event.at("/detail/metadata");
    var version = metadata.path("schemaVersion");
    if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
      throw new UnreadableEventException("the schema version is not " + SCHEMA_VERSION);
    }
    var data = event.at("/detail/data");
    var order = order(data);
    var key = order.messageGroup() + "#" + type;
    if (!key.equals(metadata.path("idempotencyKey").textValue())) {
      throw new UnreadableEventException("the idempotency key is not the order's and the type's");
    }
    return new OrderEvent(type, order, key, content(type, data), time(event));
  }

  /** An exponent of more digits than an int holds escapes Jackson as a NumberFormatException. */
  private JsonNode tree(byte[] json) {
    try {
      return mapper.readTree(json);
    } catch (IOException | NumberFormatException e) {
      throw new UnreadableEventException("no JSON: " + e.getClass().getSimpleName());
    }
  }

  private static OrderKey order(JsonNode data) {
    var customer = data.path("customer").textValue();
    var orderId = data.path("orderId").textValue();
    if (customer == null || orderId == null) {
      throw new UnreadableEventException("no customer or no order");
    }
    try {
      return OrderKey.of(customer, orderId);
    } catch (IllegalArgumentException e) {
      throw new UnreadableEventException("no customer's or no order's ID");
    }
  }

  /** Only how long to be patient depends on it, so an event without one is read all the same. */
  private static @Nullable Instant time(JsonNode event) {
    try {
      return Instant.parse(event.path("time").asText());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private JsonNode content(String type, JsonNode data) {
    var content = mapper.createObjectNode().put("type", type);
    CONTENT_FIELDS.stream().filter(data::has).forEach(name -> content.set(name, data.get(name)));
    return content;
  }
}

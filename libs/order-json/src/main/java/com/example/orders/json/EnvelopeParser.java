package com.example.orders.json;

import com.example.orders.order.Address;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the queue's messages strictly: exactly the properties that the API lets in. */
public final class EnvelopeParser {
  private static final Set<String> ENVELOPE = Set.of("customer", "order");
  private static final Set<String> ORDER =
      Set.of(
          "orderId",
          "lines",
          "currency",
          "paymentToken",
          "shippingAddress",
          "note",
          "email",
          "expiresAt",
          "test");
  private static final Set<String> LINE = Set.of("sku", "quantity");
  private static final Set<String> ADDRESS =
      Set.of("name", "street", "city", "postalCode", "country");

  private final StrictJson json = new StrictJson();

  /** Whether the order keeps the rules is not judged here. */
  public Envelope parse(String body) throws UnreadableMessageException {
    var envelope = Fields.of("message", tree(body), ENVELOPE);
    var order = envelope.object("order", ORDER);
    var request =
        new OrderRequest(
            key(envelope.text("customer"), order.text("orderId")),
            lines(order),
            order.text("currency"),
            order.text("paymentToken"),
            details(order),
            order.flag("test"));
    return new Envelope(request, CanonicalJson.hash(order.node()));
  }

  /** An exponent of more digits than an int holds escapes Jackson as a NumberFormatException. */
  private @Nullable JsonNode tree(String body) throws UnreadableMessageException {
    try {
      return json.tree(body);
    } catch (IOException | NumberFormatException e) {
      throw new UnreadableMessageException("message is no JSON: " + e.getClass().getSimpleName());
    }
  }

  private static OrderKey key(String customer, String orderId) throws UnreadableMessageException {
    try {
      return OrderKey.of(customer, orderId);
    } catch (IllegalArgumentException e) {
      throw new UnreadableMessageException("message names no order: " + e.getMessage());
    }
  }

  private static List<OrderRequest.Line> lines(Fields order) throws UnreadableMessageException {
    var lines = new ArrayList<OrderRequest.Line>();
    for (var line : order.objects("lines", LINE)) {
      lines.add(new OrderRequest.Line(line.text("sku"), line.integer("quantity")));
    }
    return lines;
  }

  private static OrderDetails details(Fields order) throws UnreadableMessageException {
    return new OrderDetails(
        address(order.object("shippingAddress", ADDRESS)),
        order.optionalText("note"),
        order.optionalText("email"),
        order.optionalText("expiresAt"));
  }

  private static Address address(Fields address) throws UnreadableMessageException {
    return new Address(
        address.text("name"),
        address.text("street"),
        address.text("city"),
        address.text("postalCode"),
        address.text("country"));
  }
}

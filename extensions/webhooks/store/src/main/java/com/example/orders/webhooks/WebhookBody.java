package com.example.orders.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.json.OrderJson;
import com.example.orders.order.Order;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The texts that are sent, in the shape of Standard Webhooks: {@code type}, {@code timestamp},
 * {@code data}. They carry no personal data; who wants more asks the API with the order's ID.
 */
public final class WebhookBody {
  private static final String CHALLENGE = "challenge";

  private WebhookBody() {}

  /**
   * About an order that has ended, by its row. {@code total} is in minor units of the currency; an
   * order that did not get as far has none.
   */
  public static String ofOrder(WebhookType type, Order order) {
    var body = beginning(type, endedAt(order));
    var data =
        body.putObject("data")
            .put("orderId", order.key().orderId().value())
            .put("status", order.status().name())
            .put("version", order.version());
    var payment = order.payment();
    if (payment.total() != null) {
      data.put("total", payment.total()).put("currency", payment.currency());
    }
    if (order.undo().reason() != null) {
      data.put("reason", order.undo().reason());
    }
    return body.toString();
  }

  /** When the order's row got its last status. */
  public static Instant endedAt(Order order) {
    return order.history().getLast().at();
  }

  /** Asks an endpoint to answer {@code 200} with {@code {"challenge": <the same>}}. */
  public static String ofChallenge(String challenge, Instant now) {
    var body = beginning(WebhookType.ENDPOINT_VERIFICATION, now);
    body.putObject("data").put(CHALLENGE, challenge);
    return body.toString();
  }

  /** Whether an answer says the challenge that a body asks for. */
  public static boolean isAnswered(String body, byte[] answer) {
    var mapper = OrderJson.mapper();
    var wanted = text(mapper, body.getBytes(UTF_8), "/data/");
    return wanted.isPresent() && wanted.equals(text(mapper, answer, "/"));
  }

  private static Optional<String> text(ObjectMapper mapper, byte[] json, String where) {
    try {
      return Optional.ofNullable(mapper.readTree(json).at(where + CHALLENGE).textValue());
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode beginning(WebhookType type, Instant at) {
    return OrderJson.mapper()
        .createObjectNode()
        .put("type", type.text())
        .put("timestamp", Attributes.timeText(at));
  }
}

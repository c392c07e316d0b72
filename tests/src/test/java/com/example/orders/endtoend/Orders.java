package com.example.orders.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** Order bodies for the tests: a good one, to be changed where a test needs it. */
final class Orders {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Orders() {}

  static ObjectNode good() {
    return withLines("FILTER-PAPER-100", 1);
  }

  /** An order of alternating SKUs and quantities. */
  static ObjectNode withLines(Object... skusAndQuantities) {
    var body = JSON.createObjectNode();
    body.put("orderId", UUID.randomUUID().toString());
    var lines = body.putArray("lines");
    for (var i = 0; i < skusAndQuantities.length; i += 2) {
      lines
          .addObject()
          .put("sku", (String) skusAndQuantities[i])
          .put("quantity", (Integer) skusAndQuantities[i + 1]);
    }
    body.put("currency", "EUR");
    body.put("paymentToken", "tok_visa");
    body.putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "12 St James's Square")
        .put("city", "London")
        .put("postalCode", "SW1Y 4JH")
        .put("country", "GB");
    return body;
  }

  static String id(ObjectNode order) {
    return order.get("orderId").asText();
  }
}

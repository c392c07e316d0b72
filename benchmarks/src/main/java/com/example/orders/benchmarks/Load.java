package com.example.orders.benchmarks;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Orders of two lines that can all be fulfilled, spread over customers and products. */
record Load(int customers) {
  private static final List<String> SKUS =
      List.of("COFFEE-BEANS-1KG", "TEA-SENCHA-100G", "MUG-STONEWARE");

  /** An order and who sends it. */
  record Order(String customer, String id, String body) {}

  List<Order> orders(int count) {
    return IntStream.range(0, count).mapToObj(this::order).toList();
  }

  private Order order(int number) {
    var id = UUID.randomUUID().toString();
    var body =
        """
        {"orderId": "%s",
         "lines": [{"sku": "%s", "quantity": 1}, {"sku": "%s", "quantity": 2}],
         "currency": "EUR", "paymentToken": "tok_visa",
         "shippingAddress": {"name": "Ada", "street": "12 St James Sq", "city": "London",
           "postalCode": "SW1Y", "country": "GB"}}"""
            .formatted(id, SKUS.get(number % SKUS.size()), SKUS.get((number + 1) % SKUS.size()));
    return new Order("customer-" + number % customers, id, body);
  }
}

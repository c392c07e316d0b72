package com.example.orders.benchmarks.ordinary;

import java.util.List;

/** The body of a message. */
public record PlacedOrder(String customer, Details order) {

  /** What the customer ordered. */
  public record Details(
      String orderId,
      List<Line> lines,
      String currency,
      String paymentToken,
      Address shippingAddress) {}

  /** So much of one product. */
  public record Line(String sku, int quantity) {}

  /** Where it goes. */
  public record Address(
      String name, String street, String city, String postalCode, String country) {}
}

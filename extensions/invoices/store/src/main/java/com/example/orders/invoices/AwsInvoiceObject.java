package com.example.orders.invoices;

import com.example.orders.order.OrderKey;

/** An invoice's name in the bucket: another customer's order is another object. */
final class AwsInvoiceObject {
  private AwsInvoiceObject() {}

  static String key(OrderKey order) {
    return "invoices/" + order.customer() + "/" + order.orderId() + ".html";
  }
}

package com.example.orders.order;

/** What makes an order unique: another customer's order with the same ID is another order. */
public record OrderKey(CustomerId customer, OrderId orderId) {

  public static OrderKey of(String customer, String orderId) {
    return new OrderKey(new CustomerId(customer), new OrderId(orderId));
  }

  /** The FIFO message group: the messages of one order keep their order, nothing else does. */
  public String messageGroup() {
    return customer + "#" + orderId;
  }

  /** At most 73 characters; Step Functions takes 80. */
  public String executionName() {
    return customer + "-" + orderId;
  }
}

package com.example.orders.invoices;

import com.example.orders.order.OrderKey;

/** Keeps the invoices, one for each order. */
public interface InvoiceStore {

  /**
   * Keeps an order's invoice unless it has one: the first stays, whatever comes later.
   *
   * @param html UTF-8
   * @return whether it is new
   */
  boolean putOnce(OrderKey order, byte[] html);
}

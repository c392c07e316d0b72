package com.example.orders.inventory;

import com.example.orders.order.RefusalException;
import com.example.orders.order.Sku;

/** Too few of a product are free; waiting would not bring them. */
public final class OutOfStockException extends RefusalException {

  public OutOfStockException(Sku sku) {
    super("SKU " + sku + " is out of stock");
  }
}

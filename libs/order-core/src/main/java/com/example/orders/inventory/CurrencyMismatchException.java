package com.example.orders.inventory;

import com.example.orders.order.RefusalException;
import com.example.orders.order.Sku;

/** The product is not sold in the order's currency; we do not convert. */
public final class CurrencyMismatchException extends RefusalException {

  public CurrencyMismatchException(Sku sku, String currency) {
    super("SKU " + sku + " is not sold in " + currency);
  }
}

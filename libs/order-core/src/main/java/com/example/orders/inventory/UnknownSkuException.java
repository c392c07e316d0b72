package com.example.orders.inventory;

import com.example.orders.order.RefusalException;
import com.example.orders.order.Sku;

/** The order names a product that we do not sell. */
public final class UnknownSkuException extends RefusalException {

  public UnknownSkuException(Sku sku) {
    super("SKU " + sku + " is not in the catalogue");
  }
}

package com.example.orders.inventory;

import com.example.orders.order.Money;
import com.example.orders.order.Sku;

/** A product, its price, and how many are free to be reserved. */
public record Product(Sku sku, String name, Money price, long stock) {}

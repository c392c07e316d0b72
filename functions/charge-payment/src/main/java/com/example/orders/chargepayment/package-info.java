/** Charges an order. */
@NullMarked
package com.example.orders.chargepayment;

import org.jspecify.annotations.NullMarked;

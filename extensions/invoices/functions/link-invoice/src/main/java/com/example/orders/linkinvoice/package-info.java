/** Gives a customer a link to the invoice of an order. */
@NullMarked
package com.example.orders.linkinvoice;

import org.jspecify.annotations.NullMarked;

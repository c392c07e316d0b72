/** Makes the invoice of an order that was confirmed. */
@NullMarked
package com.example.orders.makeinvoice;

import org.jspecify.annotations.NullMarked;

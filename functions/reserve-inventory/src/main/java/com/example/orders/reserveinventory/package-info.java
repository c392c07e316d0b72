/** Takes an order's lines from stock. */
@NullMarked
package com.example.orders.reserveinventory;

import org.jspecify.annotations.NullMarked;

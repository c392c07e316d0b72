/** Cancels an order for its customer. */
@NullMarked
package com.example.orders.cancelorder;

import org.jspecify.annotations.NullMarked;

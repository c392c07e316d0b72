/** Puts an order's lines back into stock. */
@NullMarked
package com.example.orders.releaseinventory;

import org.jspecify.annotations.NullMarked;

/** The catalogue, the free stock, and what one order takes from it. */
@NullMarked
package com.example.orders.inventory;

import org.jspecify.annotations.NullMarked;

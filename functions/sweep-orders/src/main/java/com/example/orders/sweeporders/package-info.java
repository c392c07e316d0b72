/** Finds the orders that should have ended, and measures the inbox. */
@NullMarked
package com.example.orders.sweeporders;

import org.jspecify.annotations.NullMarked;

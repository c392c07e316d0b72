/** Consumes the orders queue. */
@NullMarked
package com.example.orders.acceptorders;

import org.jspecify.annotations.NullMarked;

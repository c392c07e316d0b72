/** Tickets and connections of customers who look on live. */
@NullMarked
package com.example.orders.live;

import org.jspecify.annotations.NullMarked;

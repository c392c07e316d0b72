/** Plays the warehouse. */
@NullMarked
package com.example.orders.simulatewarehouse;

import org.jspecify.annotations.NullMarked;

/** Plays the warehouse: the one part of the app that a fork replaces by a real one. */
@NullMarked
package com.example.orders.simulatewarehouse;

import org.jspecify.annotations.NullMarked;

/** Tells connected customers how their orders are. */
@NullMarked
package com.example.orders.pushupdates;

import org.jspecify.annotations.NullMarked;

/** Faults that an experiment lets into the calls of a function. */
@NullMarked
package com.example.orders.chaos;

import org.jspecify.annotations.NullMarked;

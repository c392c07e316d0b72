/** Measurements of the whole application on this machine. */
@NullMarked
package com.example.orders.benchmarks;

import org.jspecify.annotations.NullMarked;

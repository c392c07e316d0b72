/** The least that a function can do. */
@NullMarked
package com.example.orders.benchmarks.bare;

import org.jspecify.annotations.NullMarked;

/** A consumer of orders as it is commonly written, to compare ours with. */
@NullMarked
package com.example.orders.benchmarks.ordinary;

import org.jspecify.annotations.NullMarked;

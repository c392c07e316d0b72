/** Connections in memory, for tests. */
@NullMarked
package com.example.orders.live.testing;

import org.jspecify.annotations.NullMarked;

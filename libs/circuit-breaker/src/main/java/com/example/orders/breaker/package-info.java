/** Leaves a dependency that fails alone until it answers again; all environments know of it. */
@NullMarked
package com.example.orders.breaker;

import org.jspecify.annotations.NullMarked;

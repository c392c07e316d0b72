/** Starts the local cloud for JUnit tests. */
@NullMarked
package com.example.orders.local.junit;

import org.jspecify.annotations.NullMarked;

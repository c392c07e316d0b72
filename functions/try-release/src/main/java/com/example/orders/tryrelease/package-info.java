/** Tries a function's new version with a test order before it gets traffic. */
@NullMarked
package com.example.orders.tryrelease;

import org.jspecify.annotations.NullMarked;

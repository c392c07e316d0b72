/** Fakes and fixtures for the tests of every module. */
@NullMarked
package com.example.orders.testing;

import org.jspecify.annotations.NullMarked;

/**
 * What is behind SLF4J and Powertools' logging in a function: JSON lines with the names that
 * Powertools gives them. Nobody calls it; it is found by {@code META-INF/services}.
 */
@NullMarked
package com.example.orders.lambda.logging;

import org.jspecify.annotations.NullMarked;

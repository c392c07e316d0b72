/**
 * Measures orders that have ended: how many, how they ended, and how old they were at each step.
 */
@NullMarked
package com.example.orders.measureorders;

import org.jspecify.annotations.NullMarked;

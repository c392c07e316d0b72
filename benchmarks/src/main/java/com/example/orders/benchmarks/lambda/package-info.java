/**
 * Measurements of single functions in AWS's own runtime client, laid out and started as the managed
 * runtime does it, against answers of AWS that cost nothing.
 */
@NullMarked
package com.example.orders.benchmarks.lambda;

import org.jspecify.annotations.NullMarked;

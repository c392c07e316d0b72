/**
 * What our Lambda functions share: logging, metrics, clients of AWS, a task's input and output, and
 * the answers of those behind the customers' API.
 */
@NullMarked
package com.example.orders.lambda;

import org.jspecify.annotations.NullMarked;

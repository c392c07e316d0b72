/** What every Lambda function of Orderly shares: logging, metrics, serialization. */
@NullMarked
package com.example.orders.lambda;

import org.jspecify.annotations.NullMarked;

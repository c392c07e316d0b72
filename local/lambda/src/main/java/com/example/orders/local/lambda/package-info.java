/** AWS Lambda: execution environments, the Runtime API and event source mappings. */
@NullMarked
package com.example.orders.local.lambda;

import org.jspecify.annotations.NullMarked;

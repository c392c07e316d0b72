/** The failures inbox in DynamoDB. */
@NullMarked
package com.example.orders.failures.dynamodb;

import org.jspecify.annotations.NullMarked;

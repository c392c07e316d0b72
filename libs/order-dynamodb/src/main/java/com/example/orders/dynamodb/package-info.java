/** The orders, products and ledger tables in DynamoDB. */
@NullMarked
package com.example.orders.dynamodb;

import org.jspecify.annotations.NullMarked;

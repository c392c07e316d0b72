/** DynamoDB's API for the local cloud and for tests, by Dynoxide. */
@NullMarked
package com.example.orders.local.dynoxide;

import org.jspecify.annotations.NullMarked;

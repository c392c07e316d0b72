/** Lists a customer's orders. */
@NullMarked
package com.example.orders.listorders;

import org.jspecify.annotations.NullMarked;

/** Places a test order as a customer does, and judges what became of it. */
@NullMarked
package com.example.orders.testorder;

import org.jspecify.annotations.NullMarked;

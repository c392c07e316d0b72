/** Places a test order as a customer does, and judges the one before. */
@NullMarked
package com.example.orders.placetestorder;

import org.jspecify.annotations.NullMarked;

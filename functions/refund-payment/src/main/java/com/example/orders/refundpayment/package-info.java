/** Voids an order's payment. */
@NullMarked
package com.example.orders.refundpayment;

import org.jspecify.annotations.NullMarked;

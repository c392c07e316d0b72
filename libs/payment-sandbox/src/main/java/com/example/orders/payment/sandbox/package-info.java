/** A payment provider's sandbox with a ledger of its own; stands where a real provider would. */
@NullMarked
package com.example.orders.payment.sandbox;

import org.jspecify.annotations.NullMarked;

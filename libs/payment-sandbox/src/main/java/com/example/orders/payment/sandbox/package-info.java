/** A payment provider's sandbox with a ledger of its own; in the place of a real provider. */
@NullMarked
package com.example.orders.payment.sandbox;

import org.jspecify.annotations.NullMarked;

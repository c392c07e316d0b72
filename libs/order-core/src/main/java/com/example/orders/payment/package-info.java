/** What the core asks of a payment provider, and the answers it must be ready for. */
@NullMarked
package com.example.orders.payment;

import org.jspecify.annotations.NullMarked;

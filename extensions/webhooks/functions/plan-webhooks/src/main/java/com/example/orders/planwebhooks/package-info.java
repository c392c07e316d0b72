/** Writes down which webhooks an ended order is worth, and wakes up their sender. */
@NullMarked
package com.example.orders.planwebhooks;

import org.jspecify.annotations.NullMarked;

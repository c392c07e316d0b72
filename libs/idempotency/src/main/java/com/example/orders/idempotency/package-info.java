/** A side effect on a system that is not our own row, done once for each business key. */
@NullMarked
package com.example.orders.idempotency;

import org.jspecify.annotations.NullMarked;

/** Replays archived order events: {@code make replay}. */
@NullMarked
package com.example.orders.archive;

import org.jspecify.annotations.NullMarked;

/** The command {@code make canary}. */
@NullMarked
package com.example.orders.canary;

import org.jspecify.annotations.NullMarked;

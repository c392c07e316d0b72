/** An order, its lines, its statuses and the transitions between them. */
@NullMarked
package com.example.orders.order;

import org.jspecify.annotations.NullMarked;

/** Lets customers with a ticket connect. */
@NullMarked
package com.example.orders.keepconnections;

import org.jspecify.annotations.NullMarked;

/** Gives a customer a ticket for one connection. */
@NullMarked
package com.example.orders.issueticket;

import org.jspecify.annotations.NullMarked;

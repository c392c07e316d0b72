/** Endpoints of customers, deliveries to them, and how a delivery is signed. */
@NullMarked
package com.example.orders.webhooks;

import org.jspecify.annotations.NullMarked;

package com.example.orders.pushupdates;

import com.example.orders.order.OrderKey;

/**
 * An order's row was written.
 *
 * @param sequenceNumber its place in the shard of the table's stream
 */
record OrderChange(OrderKey order, String sequenceNumber) {}

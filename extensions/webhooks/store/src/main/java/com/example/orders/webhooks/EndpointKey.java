package com.example.orders.webhooks;

import com.example.orders.order.CustomerId;

/** An endpoint under the customer whose it is: nobody finds another's. */
public record EndpointKey(CustomerId customer, EndpointId id) {}

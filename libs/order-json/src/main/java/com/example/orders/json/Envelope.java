package com.example.orders.json;

import com.example.orders.order.OrderRequest;

/** A message of the orders queue: whose order it is comes from the token, never from the body. */
public record Envelope(OrderRequest request, String bodyHash) {}

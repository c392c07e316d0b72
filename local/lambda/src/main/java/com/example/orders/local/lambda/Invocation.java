package com.example.orders.local.lambda;

import org.jspecify.annotations.Nullable;

/** One event on its way to a function. */
record Invocation(
    String requestId,
    String functionArn,
    byte[] payload,
    @Nullable String traceId,
    @Nullable String clientContext) {}

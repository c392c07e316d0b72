package com.example.orders.failures;

/** A class and the name of the rule that decided. */
public record Classification(FailureClass failureClass, String rule) {}

package com.example.orders.chargepayment;

/**
 * What the workflow goes on with.
 *
 * @param version the row's version at which it became PAYMENT_CHARGED; confirming makes the next
 */
public record PaymentCharged(String paymentId, int version) {}

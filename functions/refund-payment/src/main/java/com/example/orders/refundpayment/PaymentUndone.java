package com.example.orders.refundpayment;

import com.example.orders.payment.VoidResult;

/** Whether money went back or none had been taken. */
public record PaymentUndone(VoidResult outcome) {}

package com.example.orders.refundpayment;

import com.example.orders.order.Order.Closing;
import com.example.orders.payment.VoidResult;
import org.jspecify.annotations.Nullable;

/**
 * What the workflow closes the order with.
 *
 * @param outcome whether money went back or none had been taken; null if the order had ended before
 */
public record PaymentUndone(@Nullable VoidResult outcome, Closing closing) {}

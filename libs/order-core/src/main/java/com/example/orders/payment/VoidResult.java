package com.example.orders.payment;

/** What voiding a payment key did; asking again answers the same. */
public enum VoidResult {
  /** The money had been taken and was given back, once. */
  REFUNDED,
  /** Nothing had been taken, and nothing will be with this key. */
  VOIDED
}

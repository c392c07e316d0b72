package com.example.orders.payment.sandbox;

/** The states of a payment key; each write moves forward along this list, never back. */
enum LedgerStatus {
  /** A charge was asked for and failed before it had an effect. */
  ATTEMPTED,
  /** Refused for good; only a void may follow. */
  DECLINED,
  /** The money is taken. */
  CHARGED,
  /** The money was taken and given back. Final. */
  REFUNDED,
  /** Nothing was taken, nothing will be. Final. */
  VOIDED
}

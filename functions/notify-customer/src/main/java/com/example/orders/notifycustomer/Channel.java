package com.example.orders.notifycustomer;

/** How a customer is notified. */
enum Channel {
  EMAIL,
  /** The order's own page: there is no address. */
  ACCOUNT
}

package com.example.orders.notifycustomer;

import com.example.orders.order.OrderKey;
import org.jspecify.annotations.Nullable;

/**
 * What a customer is to be notified of.
 *
 * @param key the same for every try; a notifier delivers a key once
 * @param type the event's type
 * @param email where to; without it, in the customer's account
 */
record Notification(String key, OrderKey order, String type, @Nullable String email) {

  Channel channel() {
    return email == null ? Channel.ACCOUNT : Channel.EMAIL;
  }

  /** The same notification, in the customer's account. */
  Notification inAccount() {
    return new Notification(key, order, type, null);
  }

  /** Keeps the address out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Notification[" + key + "]";
  }
}

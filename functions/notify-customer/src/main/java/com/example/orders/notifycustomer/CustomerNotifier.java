package com.example.orders.notifycustomer;

/** Notifies customers, outside of our own system. */
interface CustomerNotifier {

  /**
   * Delivers the notification unless its key has been delivered. Anything thrown means that nobody
   * knows whether it was.
   */
  Sent send(Notification notification);

  /** What became of it. */
  sealed interface Sent {}

  /** The notification is delivered, now or before. */
  record Delivered() implements Sent {}

  /** Surely not delivered, and never will be. */
  record Refused() implements Sent {}

  /** Surely not delivered this time. */
  record Busy(NotifierBusyException why) implements Sent {}
}

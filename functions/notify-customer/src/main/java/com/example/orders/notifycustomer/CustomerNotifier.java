package com.example.orders.notifycustomer;

/** Notifies customers, outside of our own system. */
interface CustomerNotifier {

  /**
   * Delivers the notification unless its key has been delivered. Anything thrown means that nobody
   * knows whether it was.
   */
  SendResult send(Notification notification);

  /** What became of it. */
  sealed interface SendResult {}

  /** The notification is delivered, now or before. */
  record Delivered() implements SendResult {}

  /** Surely not delivered, and never will be. */
  record AddressRefused() implements SendResult {}

  /** Surely not delivered this time. */
  record Busy(NotifierBusyException why) implements SendResult {}
}

package com.example.orders.lambda;

/** What is counted, in orders or messages; alarms and dashboards name these. */
public enum OrderMetric {
  /** New rows whose workflow has been started. */
  OrdersAccepted,
  /** Further messages with the same body for an order that has a row. */
  OrdersDuplicated,
  /** Further messages with another body for the same order ID. */
  OrdersConflicting,
  /** Orders that broke a rule which the API's schema cannot see. */
  OrdersInvalid,
  /** Orders that waited longer than promised and now wait in a queue of their own. */
  OrdersPutAside,
  /** Messages handed back to the queue, to be received again. */
  MessagesReturned,
  /** Failures that came into the inbox, or were seen again. */
  FailuresRecorded,
  /** Entries of the inbox that were given back to their origin. */
  FailuresReplayed,
  /** Entries of the inbox whose replay was seen to have its effect. */
  FailuresResolved,
  /** A business rejection of a workflow task, such as a declined card. */
  OrdersRefused,
  /** Tries of a payment that were put off because the provider is left alone. */
  PaymentsPaused,
  /** Orders that end REJECTED, the invalid ones among them; also by the dimension Reason. */
  OrdersRejected,
  /** Orders that are found past their deadline, each once; zero in each minute without one. */
  OrdersOverdue,
  /** Polls for settings that brought none of use; what was good last holds. */
  SettingsUnread,
  /** Notifications that were delivered, each once. */
  CustomersNotified,
  /** Those of them that e-mail did not take and the customer's account did. */
  NotificationsFellBack
}

package com.example.orders.notifycustomer;

import java.time.Instant;

/** Another invocation is at it, or was and has been killed. */
public final class NotificationInProgressException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotificationInProgressException(Instant until) {
    super("The notification is in progress until " + until);
  }
}

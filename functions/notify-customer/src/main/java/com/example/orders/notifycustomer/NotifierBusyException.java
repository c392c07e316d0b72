package com.example.orders.notifycustomer;

import org.jspecify.annotations.Nullable;

/** Nothing was sent; it may well be the next time. */
public final class NotifierBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotifierBusyException(@Nullable Throwable cause) {
    super("The notifier takes nothing at the moment", cause);
  }
}

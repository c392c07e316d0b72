package com.example.orders.notifycustomer;

import com.example.orders.notifycustomer.CustomerNotifier.AddressRefused;
import com.example.orders.notifycustomer.CustomerNotifier.Busy;
import com.example.orders.notifycustomer.CustomerNotifier.Delivered;
import com.example.orders.notifycustomer.CustomerNotifier.SendResult;
import com.example.orders.settings.NotificationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a notification that e-mail does not take goes to the customer's account, where orders
 * without an address are notified all the time, and a share of those with one.
 */
final class Fallback {
  /** A busy notifier has Lambda's first try to itself; the event of its second one is older. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Supplier<NotificationSettings> settings;

  Fallback(Supplier<NotificationSettings> settings) {
    this.settings = settings;
  }

  /** The same notification, or its way to the account where it belongs to the account's share. */
  Notification routed(Notification notification) {
    return settings.get().isForAccount(notification.key())
        ? notification.inAccount()
        : notification;
  }

  /**
   * Whether e-mail's result is one to fall back from: surely not delivered, now or ever.
   *
   * @param since when the event was put, if it says so
   */
  boolean isDue(SendResult result, @Nullable Instant since, Instant now) {
    return settings.get().fallsBack()
        && switch (result) {
          case Delivered() -> false;
          case AddressRefused() -> true;
          case Busy _ -> since != null && !now.isBefore(since.plus(PATIENCE));
        };
  }
}

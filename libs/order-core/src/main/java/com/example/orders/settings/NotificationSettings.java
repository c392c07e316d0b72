package com.example.orders.settings;

/**
 * By which channel customers are notified.
 *
 * @param fallsBack whether customers find in their account what e-mail does not take
 * @param accountPercent of the notifications that have an address, those that go to the account all
 *     the same, so that the way there is in use all the time
 */
public record NotificationSettings(boolean fallsBack, int accountPercent) {
  public static final NotificationSettings DEFAULT = new NotificationSettings(false, 0);

  /**
   * @throws IllegalArgumentException if the share is no percentage
   */
  public NotificationSettings {
    if (accountPercent < 0 || accountPercent > 100) {
      throw new IllegalArgumentException("The account's share is from 0 to 100 percent");
    }
  }

  /**
   * Whether a notification belongs to the account's share. The key decides, so every try of it goes
   * the same way, and a larger share holds all of a smaller one.
   */
  public boolean isForAccount(String key) {
    return Math.floorMod(key.hashCode(), 100) < accountPercent;
  }
}

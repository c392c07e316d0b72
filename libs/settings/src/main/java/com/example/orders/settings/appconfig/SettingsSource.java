package com.example.orders.settings.appconfig;

import org.jspecify.annotations.Nullable;

/** Where flags come from. */
@FunctionalInterface
interface SettingsSource {

  /**
   * The flags as they are now; empty or null if nothing is new or nothing has been rolled out.
   *
   * @throws RuntimeException if they cannot be had
   */
  @Nullable String poll();
}

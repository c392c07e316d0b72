package com.example.orders.settings;

/** Where the code asks for its settings, each time it needs one. */
@FunctionalInterface
public interface CurrentSettings {

  /** The settings that hold now; never fails, for no order may end by a setting. */
  Settings now();
}

package com.example.orders.settings.appconfig;

import java.util.List;

/** Flags that no settings can be made of; the message has all findings. */
public final class SettingsRefusedException extends RuntimeException {
  SettingsRefusedException(List<String> findings) {
    super(String.join("; ", findings));
  }
}

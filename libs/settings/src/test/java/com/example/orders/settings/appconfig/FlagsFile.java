package com.example.orders.settings.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The flags that an operator starts from. */
final class FlagsFile {
  private FlagsFile() {}

  static String text() {
    try (var in = requireNonNull(FlagsFile.class.getResourceAsStream("/flags.json"))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

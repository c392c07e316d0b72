package com.example.orders.cli;

import java.util.List;
import java.util.Locale;

/** Plain text for a terminal: ASCII only, so that it reads well whatever the locale is. */
public final class Console {
  private Console() {}

  public static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
    System.out.flush();
  }

  /** Lines that may quote what others wrote: nothing in them steers the terminal. */
  public static void sayHarmless(List<String> lines) {
    lines.forEach(line -> System.out.println(FailuresText.harmless(line)));
    System.out.flush();
  }

  /** Ends the command with a message for its user instead of a stack trace. */
  static void fail(String message) {
    System.out.flush();
    System.err.println(message);
    System.exit(1);
  }

  /** The same with the exception's exit code; its message may quote what others wrote. */
  public static void fail(CommandException e) {
    System.out.flush();
    System.err.println(FailuresText.harmless(String.valueOf(e.getMessage())));
    System.exit(e.exitCode());
  }

  /** Minor units as an amount: {@code 5180 EUR} is {@code 51.80 EUR}. */
  static String money(long minorUnits, String currency) {
    var digits = java.util.Currency.getInstance(currency).getDefaultFractionDigits();
    return java.math.BigDecimal.valueOf(minorUnits, Math.max(digits, 0)).toPlainString()
        + " "
        + currency;
  }
}

package com.example.orders.archive;

import com.example.orders.cli.CommandException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * Which events are to be sent again, and to whom.
 *
 * @param from the earliest time of an event, included
 * @param to the latest time of an event, excluded
 * @param rule the name of a rule of the bus or a part of it that no other one has; empty for all
 * @param isDryRun whether only to say what would be sent
 */
record ReplayRequest(Instant from, Instant to, String rule, boolean isDryRun) {
  private static final String EXAMPLE = "2026-11-29T12:00:00Z";

  /**
   * Reads the variables {@code FROM}, {@code TO}, {@code RULE} and {@code DRY_RUN}.
   *
   * @throws CommandException if they make no sense
   */
  static ReplayRequest of(Map<String, String> environment, Instant now) {
    var from = time(environment, "FROM");
    var to = time(environment, "TO");
    if (!from.isBefore(to)) {
      throw CommandException.usage("FROM must be before TO, not: FROM=" + from + " TO=" + to);
    }
    if (to.isAfter(now)) {
      throw CommandException.usage(
          "TO must not be in the future: it is " + now + ", not yet " + to);
    }
    var dryRun = environment.getOrDefault("DRY_RUN", "");
    if (!dryRun.isEmpty() && !dryRun.equals("1")) {
      throw CommandException.usage("DRY_RUN must be 1 or left out, not: " + dryRun);
    }
    return new ReplayRequest(
        from, to, environment.getOrDefault("RULE", "").strip(), dryRun.equals("1"));
  }

  private static Instant time(Map<String, String> environment, String name) {
    var text = environment.getOrDefault(name, "").strip();
    if (text.isEmpty()) {
      throw CommandException.usage(
          name + " is missing, for example: make replay FROM=" + EXAMPLE + " TO=…");
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw CommandException.usage(name + " must be a time such as " + EXAMPLE + ", not: " + text);
    }
  }
}

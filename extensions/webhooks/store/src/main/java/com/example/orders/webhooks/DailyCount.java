package com.example.orders.webhooks;

import java.time.LocalDate;
import java.util.Optional;

/** How often something was done on a day (UTC). */
public record DailyCount(LocalDate day, int count) {
  public static final DailyCount NEVER = new DailyCount(LocalDate.EPOCH, 0);

  /** The count after once more today; empty if that is one too many. */
  public Optional<DailyCount> next(LocalDate today, int limit) {
    var before = day.equals(today) ? count : 0;
    return before < limit ? Optional.of(new DailyCount(today, before + 1)) : Optional.empty();
  }

  /** As it stands in an item. */
  String text() {
    return day + " " + count;
  }

  static DailyCount of(String text) {
    var parts = text.split(" ", 2);
    return new DailyCount(LocalDate.parse(parts[0]), Integer.parseInt(parts[1]));
  }
}

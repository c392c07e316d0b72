package com.example.orders.placetestorder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run found.
 *
 * @param problems each begins with its step: {@code token}, {@code judge} or {@code place}
 * @param seconds from the judged order's acceptance to its confirmation; null unless it passed
 */
record Report(List<String> problems, @Nullable Double seconds) {
  Report {
    problems = List.copyOf(problems);
  }

  boolean passed() {
    return problems.isEmpty();
  }

  /** The same with one problem more. */
  Report and(String step, String why) {
    var all = new ArrayList<>(problems);
    all.add(step + ": " + why);
    return new Report(all, seconds);
  }
}

package com.example.orders.proof;

import java.util.List;

/**
 * A guard, how it is weakened, and the overlap that it guards against.
 *
 * @param protects what it keeps from happening, for a reader
 * @param weakening the guard as it is, and what it is without its effect
 */
record Guard(String protects, PlantedBug weakening, Overlap overlap) {

  static Guard inFunction(
      String function, String file, String right, String wrong, Overlap overlap, String protects) {
    var name = function + " " + right.strip().replaceAll("\\W+", "-");
    return new Guard(
        protects, new PlantedBug(name, file, right, wrong, List.of(function)), overlap);
  }

  static Guard inWorkflow(
      String file, String right, String wrong, Overlap overlap, String protects) {
    var name = "OrderWorkflow " + right.strip().replaceAll("\\W+", "-");
    return new Guard(protects, new PlantedBug(name, file, right, wrong, List.of()), overlap);
  }

  /** The logical ID of what has the guard in it. */
  String resource() {
    return weakening.functions().stream().findFirst().orElse(WeakenedApplication.WORKFLOW);
  }

  String place() {
    return weakening.file() + " `" + weakening.right().strip().lines().findFirst().orElse("") + "`";
  }

  /** Whether the text at the place is what this guard weakens. */
  boolean holds(GuardSources.Place place, String source) {
    return covers(weakening.file(), weakening.right(), place, source);
  }

  /** A guard without a scenario, and why it stays all the same. */
  record Excused(String file, String text, String reason) {
    boolean holds(GuardSources.Place place, String source) {
      return covers(file, text, place, source);
    }
  }

  private static boolean covers(String file, String text, GuardSources.Place place, String source) {
    if (!file.equals(place.file())) {
      return false;
    }
    for (var at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
      if (at < place.from() + place.text().strip().length() && place.from() < at + text.length()) {
        return true;
      }
    }
    return false;
  }
}

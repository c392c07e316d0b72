package com.example.orders.proof;

import java.util.Arrays;

/** What a game day looks at; the orders are those that were placed while the fault was in force. */
enum Measure {
  /** Calls that were struck. */
  FAULTS("faults"),
  /** Percent of the orders that were confirmed before the fault's end. */
  CONFIRMED_MEANWHILE("confirmedMeanwhile"),
  /** Percent of the orders that were confirmed after the recovery. */
  CONFIRMED("confirmed"),
  /** Orders that were rejected or cancelled; every one of them could be fulfilled. */
  REJECTED("rejected"),
  /** Entries that the failures inbox got. */
  INBOX("inbox"),
  /** Promises that the checker found broken: something lost, done twice, or not to be explained. */
  VIOLATIONS("violations"),
  /** Calls that were struck after the fault's end. */
  FAULTS_AFTER_THE_END("faultsAfterTheEnd");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /** The name in an experiment's file. */
  String label() {
    return label;
  }

  /**
   * @throws IllegalArgumentException if nothing of that name is looked at
   */
  static Measure labelled(String label) {
    return Arrays.stream(values())
        .filter(measure -> measure.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("Nobody measures " + label));
  }
}

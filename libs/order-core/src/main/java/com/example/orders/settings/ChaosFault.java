package com.example.orders.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an experiment does to a call of a function. */
public enum ChaosFault {
  /** The call begins later. */
  LATENCY,
  /** Code that nobody expects to fail throws where the call would be made. */
  EXCEPTION,
  /** The service answers with an error, and has done nothing. */
  ERROR_STATUS,
  /** The function's scratch disk has no room until the experiment is over. */
  DISK_FULL,
  /** The service's name cannot be resolved. */
  BLOCKED_HOST,
  /** No answer comes in time; by chance the service has done what was asked, or has not. */
  TIMEOUT,
  /** The service has done what was asked, and half of its answer comes. */
  CORRUPTED_ANSWER;

  /** The name in the flag, such as {@code error-status}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The fault of that label, if there is one. */
  public static Optional<ChaosFault> labelled(String label) {
    return Stream.of(values()).filter(fault -> fault.label().equals(label)).findFirst();
  }
}

package com.example.orders.failures;

import org.jspecify.annotations.Nullable;

/** What was received, whole, and what an operator made of it. */
public record Payloads(String original, @Nullable String edited) {

  /** What a replay sends. */
  public String current() {
    return edited == null ? original : edited;
  }

  /** Keeps personal data out of any message that is put together from the record. */
  @Override
  public String toString() {
    return "Payloads[" + original.length() + (edited == null ? "]" : ", edited]");
  }
}

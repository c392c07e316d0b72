package com.example.orders.failures;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to an entry, when, and what came of it. Never a payload.
 *
 * @param by the operator's ARN, or the function that acts by itself
 * @param detail a reason, a request ID or an error, in words
 */
public record AuditEntry(
    Instant at, String by, Action action, String result, @Nullable String detail) {

  /** What can be done to an entry. */
  public enum Action {
    RECORD,
    REOPEN,
    REPLAY,
    EDIT,
    DISCARD,
    UNDO,
    RESOLVE,
    EXPIRE
  }

  public static AuditEntry of(Instant at, String by, Action action, String result) {
    return new AuditEntry(at, by, action, result, null);
  }
}

package com.example.orders.operatefailures;

import com.example.orders.failures.FailureId;

/** Does with failures what touches more than the inbox. */
interface Replays {

  /**
   * Replays one entry now: gives it back to where it came from.
   *
   * @param by who wants it
   */
  Outcome replay(FailureId id, String by);

  /** Has nothing more done about an entry, nor about the order that it is about. */
  Outcome discard(FailureId id, String reason, String by);

  /** Has the entry's order undone. */
  Outcome undo(FailureId id, String reason, String by);

  /** What became of the request. */
  sealed interface Outcome {}

  /** It is on its way or done; what becomes of a replay or an undo shows later. */
  record Done(String detail) implements Outcome {}

  /** It cannot be done now, or not at all. */
  record Refused(String reason) implements Outcome {}

  /** Nobody knows whether it was done: the entry tells. */
  record Unknown() implements Outcome {}
}

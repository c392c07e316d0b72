package com.example.orders.operatefailures;

import com.example.orders.failures.FailureId;

/** Does with failures what touches more than the inbox. */
interface Replays {

  /**
   * Replays one entry now: gives it back to where it came from.
   *
   * @param by who wants it
   */
  Answer replay(FailureId id, String by);

  /** Has nothing more done about an entry, nor about the order that it is about. */
  Answer discard(FailureId id, String reason, String by);

  /** Has the entry's order undone. */
  Answer undo(FailureId id, String reason, String by);

  /** What became of the request. */
  sealed interface Answer {}

  /** It is on its way or done; what becomes of a replay or an undo shows later. */
  record Underway(String detail) implements Answer {}

  /** It cannot be done now, or not at all. */
  record NotPossible(String reason) implements Answer {}

  /** Nobody knows whether it was done: the entry tells. */
  record Unanswered() implements Answer {}
}

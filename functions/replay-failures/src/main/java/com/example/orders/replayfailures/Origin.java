package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;

/** Where a failure comes from. */
interface Origin {

  /**
   * Gives the failure back. The same attempt may be sent twice and has one effect.
   *
   * @param attempt the entry as it was claimed for this replay
   * @return what was done
   * @throws CannotReplayException if nothing was sent
   */
  Sent send(Failure attempt, String payload) throws CannotReplayException;

  /**
   * What was done.
   *
   * @param detail in words, quoting no payload
   * @param origin where the replay is now, which is where it may fail again
   */
  record Sent(String detail, String origin) {
    /** It went back to where it came from. */
    static Sent back(Failure attempt, String detail) {
      return new Sent(detail, attempt.origin());
    }
  }
}

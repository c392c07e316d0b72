package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;

/** Where a failure comes from. */
interface Origin {

  /**
   * Gives the failure back. The same attempt may be sent twice and has one effect.
   *
   * @param attempt the entry as it was claimed for this replay
   * @return what was done, in words
   * @throws CannotReplayException if nothing was sent
   */
  String send(Failure attempt, String payload) throws CannotReplayException;
}

package com.example.orders.lambda;

import org.crac.Context;
import org.crac.Resource;

/**
 * A handler whose environments may start from a snapshot (Lambda SnapStart). It registers itself
 * with {@link Snapshots}; the runtime holds the handler, and with it the hooks, which are otherwise
 * held weakly.
 */
public interface Primed extends Resource {

  /**
   * Handles an example in a handler of its own, so that nothing of it stays in this one: no
   * settings, no state of a breaker, no tokens of a retry budget.
   *
   * @throws Exception if it does not end as it should: then no version is published
   */
  void prime() throws Exception;

  @Override
  default void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
    Priming.run(this);
  }

  @Override
  default void afterRestore(Context<? extends Resource> context) {
    Snapshots.scatter();
  }
}

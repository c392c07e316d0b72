package com.example.orders.breaker;

import java.util.Optional;

/** Where the environments share the state of one dependency. */
public interface BreakerStore {

  /**
   * The newest state; {@link BreakerState#UNKNOWN} if there is none.
   *
   * @throws BreakerStoreException if the store does not answer
   */
  BreakerState read();

  /**
   * Writes {@code next} if the state is still {@code seen}.
   *
   * @return empty if written, otherwise the state that stood in the way
   * @throws BreakerStoreException if it is unknown whether it was written
   */
  Optional<BreakerState> swap(BreakerState seen, BreakerState next);
}

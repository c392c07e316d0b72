package com.example.orders.proof;

import java.time.Instant;
import java.util.Map;

/** What a game day is held with. */
interface Tried {

  /** Places orders that nothing disturbs, and waits for their end. */
  Map<Measure, Integer> steady(int orders) throws InterruptedException;

  /**
   * Lets the fault in.
   *
   * @return its end
   */
  Instant inject(GameDayScript script);

  /** Places orders while the fault is in force, and looks at them at its end. */
  Map<Measure, Integer> observe(int orders, Instant until) throws InterruptedException;

  /** Waits until nothing changes any more, and looks at everything. */
  Map<Measure, Integer> recover() throws InterruptedException;
}

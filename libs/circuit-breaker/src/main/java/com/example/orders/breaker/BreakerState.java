package com.example.orders.breaker;

import com.example.orders.settings.BreakerSettings;
import java.time.Instant;

/** What all environments know of one dependency. Each change is a new state, one version on. */
public sealed interface BreakerState {
  /** Nothing was ever written: all calls pass. */
  BreakerState UNKNOWN = new Closed(0);

  /** 0 if nothing was ever written. */
  long version();

  /** Calls pass. */
  record Closed(long version) implements BreakerState {}

  /** No call passes until then. */
  record Open(long version, Instant until) implements BreakerState {}

  /** One call is on its way and tells what comes next; it has until then. */
  record HalfOpen(long version, Instant leaseUntil) implements BreakerState {}

  default BreakerState opened(Instant now, BreakerSettings settings) {
    return new Open(version() + 1, now.plus(settings.openFor()));
  }

  default HalfOpen probing(Instant now, BreakerSettings settings) {
    return new HalfOpen(version() + 1, now.plus(settings.probeLease()));
  }

  default BreakerState closed() {
    return new Closed(version() + 1);
  }

  /** Whether it is time to ask the dependency again: nobody does, or whoever did is gone. */
  default boolean isDue(Instant now) {
    return switch (this) {
      case Closed _ -> false;
      case Open(_, var until) -> !now.isBefore(until);
      case HalfOpen(_, var leaseUntil) -> !now.isBefore(leaseUntil);
    };
  }
}

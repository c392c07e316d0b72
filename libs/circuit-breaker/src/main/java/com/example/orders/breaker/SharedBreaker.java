package com.example.orders.breaker;

import static java.util.Objects.requireNonNull;

import com.example.orders.breaker.BreakerState.Closed;
import com.example.orders.breaker.BreakerState.HalfOpen;
import com.example.orders.settings.BreakerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through while a dependency answers, and leaves it alone while it does not. Each
 * environment counts its own calls; what it concludes is written to a store that all of them read,
 * each at most once in {@link BreakerSettings#refresh()}. A store that fails opens nothing: calls
 * go on by what was last known.
 */
public final class SharedBreaker {

  /** Whether a call may be made. */
  public sealed interface Permit {}

  /** It may: the dependency is well, as far as is known. */
  public record Call() implements Permit {}

  /** It must be made: its outcome decides for all. */
  public record Probe(HalfOpen state) implements Permit {}

  /** It must not be made now. */
  public record Refused() implements Permit {}

  private final BreakerStore store;
  private final Supplier<BreakerSettings> settings;
  private final InstantSource clock;
  private BreakerState known = BreakerState.UNKNOWN;
  private Instant readAgainAt = Instant.MIN;
  private @Nullable SlidingWindow window;

  /**
   * @param settings asked anew for each call, so they may change while this runs
   */
  public SharedBreaker(
      BreakerStore store, Supplier<BreakerSettings> settings, InstantSource clock) {
    this.store = requireNonNull(store);
    this.settings = requireNonNull(settings);
    this.clock = requireNonNull(clock);
  }

  /** Whether a call has a chance now. Writes nothing and promises nothing. */
  public synchronized boolean takesCalls() {
    var state = current();
    return state instanceof Closed || state.isDue(clock.instant());
  }

  /** Asked before each call; who gets a {@link Probe} is the only one. */
  public synchronized Permit permit() {
    var state = current();
    if (state instanceof Closed) {
      return new Call();
    }
    return state.isDue(clock.instant()) ? probe(state) : new Refused();
  }

  private Permit probe(BreakerState seen) {
    var probing = seen.probing(clock.instant(), settings.get());
    try {
      return write(seen, probing) ? new Probe(probing) : new Refused();
    } catch (BreakerStoreException _) {
      return new Call();
    }
  }

  /** The dependency answered; too slowly counts as not at all. */
  public synchronized void succeeded(Permit permit, Duration took) {
    decide(permit, false, took);
  }

  /**
   * The dependency did not answer.
   *
   * @return whether the breaker is open now, so that asking again soon is of no use
   */
  public synchronized boolean failed(Permit permit, Duration took) {
    decide(permit, true, took);
    return !(known instanceof Closed);
  }

  private void decide(Permit permit, boolean failed, Duration took) {
    try {
      switch (permit) {
        case Call() when known instanceof Closed && window().opensAfter(failed, took) ->
            write(known, known.opened(clock.instant(), settings.get()));
        case Probe(var state) when window().isBad(failed, took) ->
            write(state, state.opened(clock.instant(), settings.get()));
        case Probe(var state) -> write(state, state.closed());
        case Call(), Refused() -> {}
      }
    } catch (BreakerStoreException _) {
      // What was not written is decided anew by the calls that follow, or by the probe's lease.
    }
  }

  private boolean write(BreakerState seen, BreakerState next) {
    var inTheWay = store.swap(seen, next);
    learn(inTheWay.orElse(next));
    return inTheWay.isEmpty();
  }

  private BreakerState current() {
    var now = clock.instant();
    if (!now.isBefore(readAgainAt)) {
      readAgainAt = now.plus(settings.get().refresh());
      try {
        learn(store.read());
      } catch (BreakerStoreException _) {
        // It counts as this interval's read, and what was known holds.
      }
    }
    return known;
  }

  private SlidingWindow window() {
    var current = settings.get();
    if (window == null || !window.settings().equals(current)) {
      window = new SlidingWindow(current);
    }
    return window;
  }

  /** Calls from before a change say nothing about the time after it. */
  private void learn(BreakerState state) {
    if (state.version() != known.version()) {
      window = null;
    }
    known = state;
  }
}

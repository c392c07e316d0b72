package com.example.orders.lambda;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What few invocations need, and what costs time to make: the first of them makes it. An
 * environment that is made before an event needs it has it from its beginning.
 */
public final class WhenNeeded<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private @Nullable T made;

  private WhenNeeded(Supplier<T> maker) {
    this.maker = maker;
  }

  public static <T> Supplier<T> of(Supplier<T> maker) {
    var needed = new WhenNeeded<>(maker);
    if (Snapshots.isPrimed()) {
      needed.get();
    }
    return needed;
  }

  @Override
  public synchronized T get() {
    if (made == null) {
      made = Objects.requireNonNull(maker.get());
    }
    return made;
  }
}

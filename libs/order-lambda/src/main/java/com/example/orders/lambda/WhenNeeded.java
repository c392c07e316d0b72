package com.example.orders.lambda;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is slow to make and that few invocations need: the first that needs it makes it.
 * Where a snapshot is taken before the first event, it is made at once.
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

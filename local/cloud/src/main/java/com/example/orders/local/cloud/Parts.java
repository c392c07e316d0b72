package com.example.orders.local.cloud;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has been started so far; all of it is stopped again, the newest first. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;

  synchronized <T extends AutoCloseable> T add(T part) {
    started.push(part);
    if (closed) {
      close(); // started in the background of a start that has failed
    }
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    @Nullable RuntimeException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) { // one part that does not stop must not leave the others running
        if (failure == null) {
          failure = new IllegalStateException("A part of the local cloud did not stop", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

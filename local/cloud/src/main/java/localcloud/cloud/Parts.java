package localcloud.cloud;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What has been started so far; all of it is stopped again, the newest first. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;

  synchronized <T extends AutoCloseable> T add(T part) {
    started.addFirst(part);
    return part;
  }

  /** Adds what others use: started in the background, and stopped after all that uses it. */
  synchronized <T extends AutoCloseable> T addBase(T part) {
    started.addLast(part);
    if (closed) {
      close(); // the start has failed meanwhile
    }
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    @Nullable RuntimeException failure = null;
    while (!started.isEmpty()) {
      try {
        started.removeFirst().close();
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

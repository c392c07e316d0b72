package localcloud.cloud;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Takes the time of each phase of a start. */
final class StartUp {
  private final List<LocalCloud.Phase> phases = new ArrayList<>();
  private final long begun = System.nanoTime();

  <T> T phase(String name, Supplier<T> work) {
    var from = System.nanoTime();
    try {
      return work.get();
    } finally {
      add(name, from);
    }
  }

  void phase(String name, Runnable work) {
    var from = System.nanoTime();
    work.run();
    add(name, from);
  }

  private synchronized void add(String name, long from) {
    phases.add(new LocalCloud.Phase(name, Duration.ofNanos(System.nanoTime() - from)));
  }

  /** The phases so far; those that ran side by side overlap, so the last one is the whole. */
  synchronized List<LocalCloud.Phase> phases() {
    var all = new ArrayList<>(phases);
    all.add(new LocalCloud.Phase("all", Duration.ofNanos(System.nanoTime() - begun)));
    return List.copyOf(all);
  }
}

package localcloud.eventbridge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Which rules are due. A rule whose time was missed several times is due once. */
final class Schedules implements AutoCloseable {
  private final Map<String, Due> rules = new LinkedHashMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("event-schedules").factory());

  private record Due(Schedule schedule, Instant at) {}

  /** Looks at the clock again and again. */
  void tick(Runnable look, Duration every) {
    ticker.scheduleWithFixedDelay(look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Plans the rule's next time after the given one, if there is any. */
  synchronized void plan(String rule, Schedule schedule, Instant after) {
    var next = schedule.times().after(after);
    next.ifPresentOrElse(at -> rules.put(rule, new Due(schedule, at)), () -> rules.remove(rule));
  }

  synchronized void remove(String rule) {
    rules.remove(rule);
  }

  /** The rules whose time has come; they are planned anew. */
  synchronized List<String> due(Instant now) {
    var names = new ArrayList<String>();
    Map.copyOf(rules)
        .forEach(
            (name, due) -> {
              if (!due.at().isAfter(now)) {
                names.add(name);
                plan(name, due.schedule(), now);
              }
            });
    return names;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}

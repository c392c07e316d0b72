package localcloud.stepfunctions;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs actions at their time: waits, retries, timeouts and heartbeats all hang on it. */
public interface Timer extends AutoCloseable {
  /** Runs a short action at the given time; the answer calls it off. */
  Runnable at(Instant time, Runnable action);

  Instant now();

  @Override
  void close();

  /** Blocks the calling (virtual) thread until the given time. */
  default void sleepUntil(Instant time) throws InterruptedException {
    var reached = new CompletableFuture<Void>();
    var callOff = at(time, () -> reached.complete(null));
    try {
      reached.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      callOff.run();
    }
  }

  /** A timer that follows a clock in real time. */
  static Timer following(InstantSource clock) {
    var scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("states-timer").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    return new Timer() {
      @Override
      public Runnable at(Instant time, Runnable action) {
        var delay = Duration.between(clock.instant(), time).toNanos();
        var scheduled = scheduler.schedule(action, Math.max(0, delay), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
      }

      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public void close() {
        scheduler.shutdownNow();
      }
    };
  }
}

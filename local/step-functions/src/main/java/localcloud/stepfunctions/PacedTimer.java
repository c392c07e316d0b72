package localcloud.stepfunctions;

import java.time.Duration;
import java.time.Instant;

/** Lets waits and timeouts take another time than they say; the clock itself stays right. */
record PacedTimer(Timer timer, double waits, double timeouts) implements Timer {

  @Override
  public Runnable at(Instant time, Runnable action) {
    return timer.at(paced(time, timeouts), action);
  }

  @Override
  public void sleepUntil(Instant time) throws InterruptedException {
    timer.sleepUntil(paced(time, waits));
  }

  @Override
  public Instant now() {
    return timer.now();
  }

  @Override
  public void close() {
    timer.close();
  }

  private Instant paced(Instant time, double factor) {
    var now = timer.now();
    var nanos = Duration.between(now, time).toNanos();
    return factor == 1 || nanos <= 0 ? time : now.plusNanos(Math.round(nanos * factor));
  }
}

package localcloud.lambda;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Whether the machine has processor time to spare. */
final class Processors {
  private static final double FULL = 0.9;

  private final DoubleSupplier load;
  private final Duration interval;
  private long lookedAt;
  private boolean busy;

  /**
   * Looks at the load no more often than once in the interval.
   *
   * @param load from 0 to 1, since it was last asked: over a short time it is mostly 0 or 1
   */
  Processors(DoubleSupplier load, Duration interval) {
    this.load = load;
    this.interval = interval;
    lookedAt = System.nanoTime() - interval.toNanos();
  }

  static Processors ofThisMachine(Duration interval) {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Processors(system::getCpuLoad, interval);
  }

  /** Whether the load was high when it was last looked at. */
  synchronized boolean areBusy() {
    if (System.nanoTime() - lookedAt >= interval.toNanos()) {
      busy = load.getAsDouble() > FULL;
      lookedAt = System.nanoTime();
    }
    return busy;
  }
}

package localcloud.lambda;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Whether the machine has processor time to spare. */
final class Processors {
  private static final double FULL = 0.9;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** The load since this was last asked. */
  boolean areBusy() {
    return system.getCpuLoad() > FULL;
  }
}

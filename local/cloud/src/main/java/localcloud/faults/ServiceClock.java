package localcloud.faults;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The clock of one service: right, unless a rule lets it be off. */
public final class ServiceClock extends Clock {
  private final Clock right;
  private final Faults faults;
  private final String service;

  public ServiceClock(Clock right, Faults faults, String service) {
    this.right = right;
    this.faults = faults;
    this.service = service;
  }

  @Override
  public Instant instant() {
    return right.instant().plus(faults.skew(service));
  }

  @Override
  public ZoneId getZone() {
    return right.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new ServiceClock(right.withZone(zone), faults, service);
  }
}

package localcloud.faults;

import java.time.Instant;
import java.util.List;

/**
 * A fault that happened.
 *
 * @param number counts all injected faults from 1
 * @param resources logical IDs of what was called, or physical names
 */
public record InjectedFault(
    long number,
    Instant at,
    String rule,
    String fault,
    String caller,
    String service,
    String operation,
    List<String> resources) {}

package localcloud.observe;

import java.time.Instant;
import java.util.List;

/**
 * An AWS call that was made.
 *
 * @param number counts all calls since the start, in the order in which they began
 * @param caller the logical ID of who called, {@code root} for one from outside
 * @param fromCode whether a function's own code made the call, so that it can be killed there
 * @param operation as the API reference names it
 * @param resources the logical IDs of what was called, or physical names
 * @param status the HTTP status of the answer; 0 if there was none, or none yet
 */
public record JournalEntry(
    long number,
    Instant at,
    String caller,
    boolean fromCode,
    String service,
    String operation,
    List<String> resources,
    int status) {}

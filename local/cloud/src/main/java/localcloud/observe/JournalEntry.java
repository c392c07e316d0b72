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
 * @param error the code of the answer's error; empty if it is none
 * @param milliseconds from the call to its answer, 0 before
 * @param environment the execution environment whose code made the call; empty if none did
 * @param principal in whose name it was made
 * @param denied the action that the policies do not allow; empty if they allowed all
 * @param fault the ID of the rule by which it met a fault; empty if it met none
 * @param requestId the ID that the service gave it; empty if it gave none
 * @param named whether the request itself holds the text that was asked for, not only what its
 *     caller was working on
 */
public record JournalEntry(
    long number,
    Instant at,
    String caller,
    boolean fromCode,
    String service,
    String operation,
    List<String> resources,
    int status,
    String error,
    long milliseconds,
    String environment,
    String principal,
    String denied,
    String fault,
    String requestId,
    boolean named) {}

package localcloud.stepfunctions;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named failure of a state: what Retry and Catch match and what fails an execution. Error names
 * are those of the Step Functions guide, "Handling errors in workflows".
 */
final class StatesError extends RuntimeException {
  static final String RUNTIME = "States.Runtime";
  static final String QUERY = "States.QueryEvaluationError";
  static final String DATA_LIMIT = "States.DataLimitExceeded";
  static final String TIMEOUT = "States.Timeout";
  static final String HEARTBEAT = "States.HeartbeatTimeout";
  static final String TASK_FAILED = "States.TaskFailed";
  private static final Set<String> NOT_IN_ALL = Set.of(RUNTIME, DATA_LIMIT);

  private final @Nullable String error;
  private final @Nullable String cause;
  private final @Nullable String location;
  private final boolean placed;
  private final boolean heartbeat;

  private StatesError(
      @Nullable String error,
      @Nullable String cause,
      @Nullable String location,
      boolean placed,
      boolean heartbeat) {
    super(error + ": " + cause, null, false, false);
    this.error = error;
    this.cause = cause;
    this.location = location;
    this.placed = placed;
    this.heartbeat = heartbeat;
  }

  static StatesError of(@Nullable String error, @Nullable String cause) {
    return new StatesError(error, cause, null, true, false);
  }

  /** A task or an execution exceeded its TimeoutSeconds; AWS gives no cause. */
  static StatesError timeout() {
    return of(TIMEOUT, null);
  }

  /**
   * No heartbeat came in time. It goes by the name of any timeout (recorded answers of AWS in
   * LocalStack's test_heartbeats), but ErrorEquals may also call it States.HeartbeatTimeout.
   */
  static StatesError missedHeartbeat() {
    return new StatesError(TIMEOUT, null, null, true, true);
  }

  /** A failure of the interpreter itself; its cause will name the state. */
  static StatesError runtime(String cause) {
    return new StatesError(RUNTIME, cause, null, false, false);
  }

  /** A failed JSONata evaluation in a field; its cause will name the state. */
  static StatesError query(String field, String cause) {
    return new StatesError(QUERY, cause, field, false, false);
  }

  static StatesError tooLarge(String stateOrTask) {
    return of(
        DATA_LIMIT,
        "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
            .formatted(stateOrTask));
  }

  @Nullable String error() {
    return error;
  }

  @Nullable String cause() {
    return cause;
  }

  /** The field whose JSONata failed in this very state, or null. */
  @Nullable String location() {
    return location;
  }

  /** This error with the state's name in its cause, as AWS words it. */
  StatesError at(String state, long enteredEventId) {
    if (placed) {
      return this;
    }
    var text =
        "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
            .formatted(state, enteredEventId, cause);
    return new StatesError(error, text, location, true, heartbeat);
  }

  /** This error as the surrounding Map or Parallel state sees it. */
  StatesError fromInside() {
    return new StatesError(error, cause, null, true, heartbeat);
  }

  boolean isRuntime() {
    return RUNTIME.equals(error);
  }

  /** Whether a Retry's or Catch's ErrorEquals entry covers this error. */
  boolean matches(String errorEquals) {
    if (isRuntime()) {
      return false; // "will always cause the execution to fail"
    }
    if (errorEquals.equals(error)) {
      return true;
    }
    return switch (errorEquals) {
      case "States.ALL" -> error == null || !NOT_IN_ALL.contains(error);
      case TASK_FAILED -> error == null || !(NOT_IN_ALL.contains(error) || isTimeout());
      case HEARTBEAT -> heartbeat;
      case TIMEOUT -> HEARTBEAT.equals(error); // of a callback that says so
      default -> false;
    };
  }

  boolean isTimeout() {
    return TIMEOUT.equals(error) || HEARTBEAT.equals(error);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: %s", error, cause);
  }
}

package localcloud.cloud;

import java.time.Duration;
import java.util.List;

/**
 * How fast the waits go by that AWS makes. What they wait for stays as fast as it is, so a short
 * visibility or a short timeout makes things happen that would not on AWS.
 *
 * @param asyncRetries the waits before the first, second … retry of an asynchronous invocation
 * @param visibility the factor of each queue's visibility timeout; at least a second remains
 * @param waits the factor of workflows' Wait states and intervals between retries
 * @param timeouts the factor of workflows' timeouts and heartbeats
 */
public record Pace(List<Duration> asyncRetries, double visibility, double waits, double timeouts) {
  /** Lambda's own (Lambda guide, "Asynchronous invocation"). */
  private static final List<Duration> ASYNC_RETRIES =
      List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));

  public Pace {
    asyncRetries = List.copyOf(asyncRetries);
    if (asyncRetries.isEmpty() || visibility <= 0 || waits < 0 || timeouts <= 0) {
      throw new IllegalArgumentException("No pace: " + asyncRetries + " " + visibility);
    }
  }

  /** As on AWS. */
  public static Pace real() {
    return new Pace(ASYNC_RETRIES, 1, 1, 1);
  }

  /** All that waits before a retry goes by faster or slower; visibilities and timeouts do not. */
  public static Pace ofRetries(double factor) {
    return new Pace(asyncRetries(factor), 1, factor, 1);
  }

  /** As on AWS, but for the waits before the retries of asynchronous invocations. */
  public static Pace ofAsyncRetries(double factor) {
    return new Pace(asyncRetries(factor), 1, 1, 1);
  }

  private static List<Duration> asyncRetries(double factor) {
    return ASYNC_RETRIES.stream().map(wait -> times(wait, factor)).toList();
  }

  public Pace withVisibility(double factor) {
    return new Pace(asyncRetries, factor, waits, timeouts);
  }

  public Pace withTimeouts(double factor) {
    return new Pace(asyncRetries, visibility, waits, factor);
  }

  /** A queue's visibility timeout in seconds; SQS's own is 30. */
  long visibilitySeconds(long seconds) {
    return visibility == 1 || seconds == 0
        ? seconds
        : Math.max(1, Math.round(seconds * visibility));
  }

  private static Duration times(Duration wait, double factor) {
    return Duration.ofMillis(Math.round(wait.toMillis() * factor));
  }
}

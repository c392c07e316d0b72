package localcloud.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between one local Lambda and another.
 *
 * @param endpointUrl the functions' {@code AWS_ENDPOINT_URL}; null leaves it out
 * @param accountConcurrency simultaneous invocations of all functions, those that are reserved for
 *     some included; one more gets 429, as on AWS
 * @param environmentsPerFunction how many child JVMs a function may have; further invocations wait
 *     for a free one, so that a laptop is not flooded with JVMs
 * @param scaleOutAfter how long an invocation waits for a busy or starting environment before it
 *     starts another one; AWS does not wait, but a small machine is slower with many cold JVMs
 * @param initTimeout AWS allows 10 seconds
 * @param idleLife how long an unused environment lives; null keeps it until close
 * @param asyncRetryDelays the waits before the first, second … retry of a failed asynchronous
 *     invocation; the last one counts for all further retries
 * @param faults what goes wrong with invocations
 * @param archives where archives of the Java functions' classes are kept, for all that use the
 *     folder; null keeps none, and the functions' classes are loaded as on AWS
 */
public record LambdaSettings(
    String region,
    @Nullable String endpointUrl,
    int accountConcurrency,
    int environmentsPerFunction,
    Duration scaleOutAfter,
    Duration initTimeout,
    @Nullable Duration idleLife,
    List<Duration> asyncRetryDelays,
    LogSink logs,
    LambdaFaults faults,
    @Nullable Path archives) {

  public LambdaSettings {
    if (asyncRetryDelays.isEmpty()) {
      throw new IllegalArgumentException("No delay before a retry");
    }
    asyncRetryDelays = List.copyOf(asyncRetryDelays);
  }

  /** AWS's defaults where a laptop can bear them. Retries wait 1 and 2 minutes (Lambda guide). */
  public static LambdaSettings of(String region, @Nullable String endpointUrl, LogSink logs) {
    return new LambdaSettings(
        region,
        endpointUrl,
        1_000,
        Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 6),
        Duration.ZERO,
        Duration.ofSeconds(10),
        null,
        List.of(Duration.ofMinutes(1), Duration.ofMinutes(2)),
        logs,
        LambdaFaults.NONE,
        null);
  }

  /** These settings with another number of child JVMs per function. */
  public LambdaSettings withEnvironmentsPerFunction(int limit) {
    return new LambdaSettings(
        region,
        endpointUrl,
        accountConcurrency,
        limit,
        scaleOutAfter,
        initTimeout,
        idleLife,
        asyncRetryDelays,
        logs,
        faults,
        archives);
  }

  /** These settings with patience before another child JVM is started. */
  public LambdaSettings withScaleOutAfter(Duration patience) {
    return new LambdaSettings(
        region,
        endpointUrl,
        accountConcurrency,
        environmentsPerFunction,
        patience,
        initTimeout,
        idleLife,
        asyncRetryDelays,
        logs,
        faults,
        archives);
  }

  /** These settings with invocations that go wrong. */
  public LambdaSettings withFaults(LambdaFaults other) {
    return new LambdaSettings(
        region,
        endpointUrl,
        accountConcurrency,
        environmentsPerFunction,
        scaleOutAfter,
        initTimeout,
        idleLife,
        asyncRetryDelays,
        logs,
        other,
        archives);
  }
}

package localcloud.cloud;

import java.time.Duration;

/**
 * What a machine bears at once.
 *
 * @param environmentsPerFunction more invocations of a function wait their turn
 * @param workflowInvocations more tasks of workflows wait before they start, so that their timeouts
 *     do not run meanwhile
 * @param scaleOutAfter a cold JVM costs half a second of processor time: on few processors a busy
 *     one is waited for
 */
record Capacity(int environmentsPerFunction, int workflowInvocations, Duration scaleOutAfter) {
  private static final int LEAST_ENVIRONMENTS = 4;

  /** Each has a heap of its own. */
  private static final int MOST_ENVIRONMENTS = 16;

  /** From so many on a JVM that starts does not hold up the others. */
  private static final int MANY_PROCESSORS = 8;

  static Capacity of(int processors) {
    var environments = Math.clamp(2L * processors, LEAST_ENVIRONMENTS, MOST_ENVIRONMENTS);
    return new Capacity(
        environments,
        4 * environments,
        processors < MANY_PROCESSORS ? Duration.ofSeconds(2) : Duration.ZERO);
  }
}

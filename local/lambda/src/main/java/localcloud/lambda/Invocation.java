package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to a function.
 *
 * @param trigger who sends it; every attempt at an asynchronous event is the same invocation
 */
record Invocation(
    String requestId,
    String functionArn,
    byte[] payload,
    @Nullable String traceId,
    @Nullable String clientContext,
    Trigger trigger) {

  /**
   * Who invokes, and when.
   *
   * @param caller the resource that does, as {@link localcloud.aws.Caller} names it; empty for
   *     somebody from outside
   * @param asynchronous whether the caller does not wait for the result
   */
  record Trigger(String caller, boolean asynchronous, Instant at) {}

  String text() {
    return new String(payload, UTF_8);
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** One event on its way to a function. */
record Invocation(
    String requestId,
    String functionArn,
    byte[] payload,
    @Nullable String traceId,
    @Nullable String clientContext) {

  String text() {
    return new String(payload, UTF_8);
  }
}

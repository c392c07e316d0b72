package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * What became of an invocation that reached the function.
 *
 * @param version the version that ran
 */
record InvocationResult(byte[] payload, boolean failed, byte[] logTail, String version) {

  InvocationResult(byte[] payload, boolean failed, byte[] logTail) {
    this(payload, failed, logTail, FunctionSpec.LATEST);
  }

  /** An error that Lambda reports in the function's place. */
  static InvocationResult error(String type, String requestId, String message) {
    var error =
        JsonNodeFactory.instance
            .objectNode()
            .put("errorType", type)
            .put("errorMessage", "RequestId: " + requestId + " Error: " + message);
    return new InvocationResult(error.toString().getBytes(UTF_8), true, new byte[0]);
  }

  /** An exception of the handler, as the runtime reports it. */
  static InvocationResult thrown(String type, String message) {
    var error =
        JsonNodeFactory.instance.objectNode().put("errorMessage", message).put("errorType", type);
    error.putArray("stackTrace");
    return new InvocationResult(error.toString().getBytes(UTF_8), true, new byte[0]);
  }

  InvocationResult withLogTail(byte[] tail) {
    return new InvocationResult(payload, failed, tail, version);
  }

  InvocationResult by(String ran) {
    return new InvocationResult(payload, failed, logTail, ran);
  }
}

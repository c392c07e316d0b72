package localcloud.apigateway;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;

/**
 * A call of {@code execute-api}'s {@code @connections}, as it goes through the account: with the
 * API's ID before its path, where the host has it on AWS.
 */
public record ManagementCall(String method, String apiId, String stage, String connectionId) {
  /** The signing name. */
  public static final String SERVICE = "execute-api";

  static final String CONNECTIONS = "/@connections/";

  private static final Pattern PATH = Pattern.compile("/([^/]+)/([^/]+)/@connections/([^/?]+)");

  private static final Map<String, String> OPERATIONS =
      Map.of("POST", "PostToConnection", "GET", "GetConnection", "DELETE", "DeleteConnection");

  /** Empty if it is something else. */
  public static Optional<ManagementCall> of(AwsCall call) {
    var path = PATH.matcher(call.path());
    return call.service().equals(SERVICE) && OPERATIONS.containsKey(call.method()) && path.matches()
        ? Optional.of(
            new ManagementCall(
                call.method(), path.group(1), path.group(2), AwsCall.decoded(path.group(3))))
        : Optional.empty();
  }

  /** The operation of a call; what is none of the API is method and path. */
  public static String operation(AwsCall call) {
    return of(call).map(ManagementCall::operation).orElseGet(call::operation);
  }

  /** As the API reference names it. */
  public String operation() {
    return OPERATIONS.getOrDefault(method, method);
  }

  /** The end of the ARN that IAM looks at (API Gateway guide, "Control access to APIs"). */
  public String resource() {
    return "%s/%s/%s%s%s".formatted(apiId, stage, method, CONNECTIONS, connectionId);
  }
}

package localcloud.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import localcloud.apigateway.ManagementCall;
import localcloud.aws.AwsCall;
import localcloud.iam.Needs;
import localcloud.s3.S3Request;
import localcloud.sam.Stack;

/** Finds out who calls what, in a stack's logical IDs. */
public final class CallReader {
  private static final Map<String, String> OPERATIONS = Map.of("InvokeFunction", "Invoke");

  /** An object belongs to its bucket. */
  private static final Pattern OBJECT = Pattern.compile("(arn:aws:s3:::[^/]+)/.*");

  private final Needs needs;
  private final Map<String, String> logicalIds = new HashMap<>();

  public CallReader(Stack stack) {
    this.needs = Needs.of(stack, List.of());
    for (var resource : stack.resources().values()) {
      logicalIds.put(resource.ref(), resource.logicalId());
      logicalIds.put(resource.arn(), resource.logicalId());
      logicalIds.put(resource.logicalId(), resource.logicalId());
      resource.attributes().values().stream()
          .filter(value -> value.startsWith("arn:"))
          .forEach(arn -> logicalIds.putIfAbsent(arn, resource.logicalId()));
    }
  }

  public CallFacts read(AwsCall call) {
    var all = needs.of(call);
    var arns = all.stream().map(need -> own(need.resources().getFirst())).distinct().toList();
    var action = all.isEmpty() ? call.operation() : all.getFirst().action();
    var operation =
        switch (call.service()) {
          case "lambda", "appconfig" -> action.substring(action.indexOf(':') + 1);
          case "s3" -> S3Request.of(call).operation();
          case ManagementCall.SERVICE -> ManagementCall.operation(call);
          default -> call.operation();
        };
    return new CallFacts(
        call,
        OPERATIONS.getOrDefault(operation, operation),
        caller(call),
        arns.stream().map(arn -> logicalIds.getOrDefault(arn, physical(arn))).toList(),
        arns.stream().map(CallReader::physical).toList());
  }

  /** The logical ID of an ARN or name; its physical name if the template has none. */
  public String logicalId(String arnOrName) {
    var own = own(arnOrName);
    return logicalIds.getOrDefault(own, physical(own));
  }

  /** Logical and physical names. */
  public List<String> names(String arnOrName) {
    return List.of(logicalId(arnOrName), physical(own(arnOrName)));
  }

  /** The logical ID of who calls, {@code root} for one from outside, else a principal. */
  public String caller(AwsCall call) {
    var known = logicalIds.get(own(call.caller().resource()));
    if (known != null) {
      return known;
    }
    // A service that calls in its own name has no ARN; whoever else is not known is from outside.
    return call.principal().startsWith("arn:") ? CallFacts.OUTSIDE : call.principal();
  }

  /**
   * An index belongs to its table, an execution to its machine, an alias to its function, a
   * connection to its API.
   */
  private String own(String arn) {
    var object = OBJECT.matcher(arn);
    if (object.matches()) {
      return object.group(1);
    }
    if (arn.contains(":execute-api:")) {
      return physical(arn.replaceFirst("/.*", ""));
    }
    if (arn.contains(":appconfig:")) {
      return physical(arn);
    }
    if (arn.contains(":execution:")) {
      return arn.replace(":execution:", ":stateMachine:").replaceFirst(":[^:]*$", "");
    }
    return arn.replaceFirst("/index/.*", "").replaceFirst("(:function:[^:]+):.*", "$1");
  }

  private static String physical(String arn) {
    return arn.substring(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
  }
}

package localcloud.iam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import localcloud.lambda.Lambda;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Lambda::Permission}: a statement of a function's policy. */
public final class FunctionPermissionHandler implements ResourceHandler {
  /** The Lambda API's AddPermission. */
  private static final Map<String, String> PATTERNS =
      Map.of(
          "Action", "lambda:\\*|lambda:[a-zA-Z]+|\\*",
          "Principal", "\\S+",
          "SourceAccount", "\\d{12}",
          "SourceArn", "arn:\\S+",
          "FunctionUrlAuthType", "NONE|AWS_IAM",
          "InvokedViaFunctionUrl", "true|false");

  private static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::Permission")
          .required("Action", "FunctionName", "Principal")
          .applied("Action", "FunctionName", "Principal", "SourceArn", "SourceAccount")
          .applied("FunctionUrlAuthType", "InvokedViaFunctionUrl")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource permission) {
    var properties = permission.properties();
    var given = new TreeMap<String, String>();
    for (var name : PATTERNS.keySet().stream().sorted().toList()) {
      var value = properties.text(name);
      if (value != null) {
        matching(properties, name, value);
        given.put(name, value);
      }
    }
    var statement = statement(given);
    var function = properties.text("FunctionName", "");
    return provision -> {
      // A qualifier stays: a version or an alias is another resource.
      var arn = function.startsWith("arn:") ? function : provision.get(Lambda.class).arn(function);
      provision.get(ResourcePolicies.class).add(arn, List.of(statement));
    };
  }

  private static void matching(Properties properties, String name, String value) {
    var pattern = String.valueOf(PATTERNS.get(name));
    if (!value.matches(pattern)) {
      properties.refuse(name, "is " + value, "it must match " + pattern);
    }
  }

  private static ResourceStatement statement(Map<String, String> given) {
    return new ResourceStatement(
        true,
        List.of(given.getOrDefault("Principal", "")),
        List.of(given.getOrDefault("Action", "")),
        List.of(),
        Conditions.ofPermission(given));
  }
}

package localcloud.lambda;

import static java.util.Objects.requireNonNull;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** A version or an alias: both run the one code that there is. */
public record QualifierHandler(ResourceType type) implements ResourceHandler {
  private static final String FIRST = "1";

  /** {@code AWS::Lambda::Version}. */
  public static QualifierHandler version() {
    return new QualifierHandler(
        ResourceType.of("AWS::Lambda::Version")
            .ref(id -> id.arn("lambda", "function:" + id.nameIn("FunctionName") + ":" + FIRST))
            .attribute(
                "FunctionArn",
                id -> id.arn("lambda", "function:" + id.nameIn("FunctionName") + ":" + FIRST))
            .attribute("Version", id -> FIRST)
            .required("FunctionName")
            .applied("FunctionName")
            .withoutEffect("CodeSha256", "RuntimePolicy")
            .build());
  }

  /** {@code AWS::Lambda::Alias}. */
  public static QualifierHandler alias() {
    return new QualifierHandler(
        ResourceType.of("AWS::Lambda::Alias")
            .ref(id -> id.arn("lambda", alias(id.nameIn("FunctionName"), id.text("Name"))))
            .attribute(
                "AliasArn",
                id -> id.arn("lambda", alias(id.nameIn("FunctionName"), id.text("Name"))))
            .required("FunctionName", "FunctionVersion", "Name")
            .applied("FunctionName", "Name")
            .withoutEffect("FunctionVersion")
            .build());
  }

  private static String alias(String function, String name) {
    return "function:" + function + ":" + name;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var function = requireNonNull(properties.text("FunctionName"));
    var qualifier =
        type.applied().contains("Name") ? requireNonNull(properties.text("Name")) : FIRST;
    return provision -> provision.get(Lambda.class).publish(function, qualifier);
  }
}

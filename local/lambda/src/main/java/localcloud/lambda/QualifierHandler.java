package localcloud.lambda;

import static java.util.Objects.requireNonNull;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;
import localcloud.resources.ResourceType;

/** A version, of which a stack that is created has one, or an alias. */
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
            .applied("FunctionName", "FunctionVersion", "Name")
            .applied("ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions")
            .refused("RoutingConfig", "give weights with UpdateAlias: a new stack has one version")
            .build());
  }

  private static String alias(String function, String name) {
    return "function:" + function + ":" + name;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var function = requireNonNull(properties.text("FunctionName"));
    if (!type.applied().contains("Name")) {
      return provision -> publish(provision.get(Lambda.class), function);
    }
    var name = requireNonNull(properties.text("Name"));
    var version = requireNonNull(properties.text("FunctionVersion"));
    var kept =
        properties
            .object("ProvisionedConcurrencyConfig")
            .number("ProvisionedConcurrentExecutions", 1, 100_000);
    return provision -> {
      var lambda = provision.get(Lambda.class);
      lambda.alias(function, name, version);
      if (kept != null) {
        lambda.provision(function, kept);
      }
    };
  }

  /** CloudFormation refuses a second version of the same code. */
  private static void publish(Lambda lambda, String function) {
    if (lambda.versions(function) > 0) {
      throw new ResourceNotCreatedException(
          "A version for this Lambda function exists ( %s ). Modify the function to create a new version."
              .formatted(FIRST));
    }
    lambda.publish(function);
  }
}

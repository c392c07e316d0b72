package localcloud.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.InvalidPropertyException;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;
import org.jspecify.annotations.Nullable;

/** {@code AWS::Lambda::Function}. */
public final class FunctionHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::Function")
          .named("FunctionName")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("lambda", "function:" + id.name()))
          .required("Code", "Handler", "Runtime", "Role")
          .applied("Code", "Handler", "Runtime", "MemorySize", "Timeout", "Environment.Variables")
          .applied("Role", "ReservedConcurrentExecutions", "DeadLetterConfig.TargetArn", "Layers")
          .applied("LoggingConfig.LogGroup", "SnapStart.ApplyOn", "TracingConfig.Mode")
          .withoutEffect("Architectures", "EphemeralStorage")
          .withoutEffect("LoggingConfig.LogFormat", "LoggingConfig.ApplicationLogLevel")
          .withoutEffect("LoggingConfig.SystemLogLevel")
          .withoutEffect("KmsKeyArn", "RecursiveLoop", "CodeSigningConfigArn")
          .withoutEffect("RuntimeManagementConfig", "PackageType")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var inline = inline(properties);
    var code = inline == null ? code(resource.logicalId(), properties) : Path.of(inline.file());
    var spec = spec(properties, resource.arn(), code);
    var layers = properties.texts("Layers");
    return provision -> {
      var lambda = provision.get(Lambda.class);
      var folder = inline == null ? code : lambda.layOut(inline);
      lambda.define(spec.with(folder, lambda.layers(layers)));
      provision.get(FunctionLogs.class).define(spec);
    };
  }

  private static @Nullable InlineCode inline(Properties properties) {
    var place = properties.json("Code");
    return place.has("ZipFile")
        ? InlineCode.of(properties.text("Runtime", ""), place.path("ZipFile").asText())
        : null;
  }

  private static Path code(String id, Properties properties) {
    var place = properties.json("Code");
    var codeUri = Path.of(place.path("LocalPath").asText());
    if (!place.has("Artifacts")) { // the template is only checked
      return codeUri;
    }
    var artifacts = Path.of(place.path("Artifacts").asText());
    var built = BuiltCode.find(artifacts, id, codeUri, properties.text("Handler", ""));
    if (built.isEmpty()) {
      properties.refuse(
          "Code",
          "Function %s is not built: there is no %s, and %s does not hold its handler"
              .formatted(id, artifacts.resolve(id), codeUri),
          "build it, for example with sam build");
    }
    return built.orElse(codeUri);
  }

  /** Lambda guide, "Lambda runtimes": with a runtime that has ended, no function is created. */
  private static String other(String runtime) {
    if (runtime.startsWith("nodejs")) {
      return "AWS has ended it; take nodejs22.x";
    }
    if (runtime.startsWith("python")) {
      return "AWS has ended it; take python3.13";
    }
    return "take " + JavaRuntime.NEWEST + ", or a Python or Node.js runtime";
  }

  static FunctionSpec spec(Properties properties, String arn, Path code) {
    var runtime = properties.text("Runtime", JavaRuntime.NEWEST);
    if (!JavaRuntime.isFor(runtime) && !ScriptRuntime.isFor(runtime)) {
      throw new InvalidPropertyException(
          "Runtime", runtime + " does not run locally", other(runtime));
    }
    return new FunctionSpec(
        arn.substring(arn.lastIndexOf(':') + 1),
        arn,
        properties.text("Role", ""),
        properties.text("Handler", ""),
        List.of(code),
        properties.number("MemorySize", 128, 128, 10_240),
        Duration.ofSeconds(properties.number("Timeout", 3, 1, 900)),
        properties.object("Environment").textsByName("Variables"),
        properties.number("ReservedConcurrentExecutions", 0, 100_000),
        FunctionSpec.LATEST,
        Destinations.in(properties.object("DeadLetterConfig"), "TargetArn", "sqs", "sns"),
        runtime,
        List.of(),
        properties
            .object("LoggingConfig")
            .text("LogGroup", FunctionSpec.LOG_GROUPS + arn.substring(arn.lastIndexOf(':') + 1)),
        snapStart(properties.object("SnapStart"), runtime),
        properties
            .object("TracingConfig")
            .oneOf("Mode", "PassThrough", "PassThrough", "Active")
            .equals("Active"));
  }

  private static boolean snapStart(Properties snapStart, String runtime) {
    if (snapStart.oneOf("ApplyOn", "None", "None", "PublishedVersions").equals("None")) {
      return false;
    }
    if (!JavaRuntime.isFor(runtime)) {
      snapStart.refuse("ApplyOn", runtime + " starts from no snapshot here", "write None");
    }
    return true;
  }
}

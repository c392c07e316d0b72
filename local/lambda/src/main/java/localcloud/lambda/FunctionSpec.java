package localcloud.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function as its template describes it.
 *
 * @param handler {@code com.x.Y::method} or {@code com.x.Y}
 * @param code folders whose contents make up the task folder (class files, resources and {@code
 *     lib/*.jar}), and jars, which go to its {@code lib}
 * @param environment the function's own variables
 * @param reservedConcurrency null if the function shares the account's concurrency
 * @param aliases the qualifiers beside {@code $LATEST} that callers may use
 * @param deadLetterArn the queue or topic of failed asynchronous events; null drops them
 * @param runtime {@link #RUNTIME}, or a Python or Node.js runtime
 * @param layers the folders of its layers, in their order
 * @param logGroup the name of the log group that it writes to
 */
public record FunctionSpec(
    String name,
    String arn,
    String roleArn,
    String handler,
    List<Path> code,
    int memoryMb,
    Duration timeout,
    Map<String, String> environment,
    @Nullable Integer reservedConcurrency,
    Set<String> aliases,
    @Nullable String deadLetterArn,
    String runtime,
    List<Path> layers,
    String logGroup) {

  /** The JDK that the functions' JVMs have; on another one they might run, but not as on AWS. */
  static final String RUNTIME = "java25";

  /** Where a function writes to unless its LoggingConfig says otherwise. */
  private static final String LOG_GROUPS = "/aws/lambda/";

  private static final Set<String> SUPPORTED =
      Set.of(
          "FunctionName",
          "Role",
          "Handler",
          "Code",
          "Runtime",
          "MemorySize",
          "Timeout",
          "Environment",
          "ReservedConcurrentExecutions",
          "DeadLetterConfig",
          "Layers",
          "LoggingConfig");

  /** A Java function without layers. */
  public FunctionSpec(
      String name,
      String arn,
      String roleArn,
      String handler,
      List<Path> code,
      int memoryMb,
      Duration timeout,
      Map<String, String> environment,
      @Nullable Integer reservedConcurrency,
      Set<String> aliases,
      @Nullable String deadLetterArn) {
    this(
        name,
        arn,
        roleArn,
        handler,
        code,
        memoryMb,
        timeout,
        environment,
        reservedConcurrency,
        aliases,
        deadLetterArn,
        RUNTIME,
        List.of(),
        LOG_GROUPS + name);
  }

  public FunctionSpec {
    if (code.isEmpty()) {
      throw new IllegalArgumentException("Function " + name + " has no code");
    }
    if (memoryMb < 128 || timeout.compareTo(Duration.ofMinutes(15)) > 0 || timeout.isZero()) {
      throw new IllegalArgumentException(
          "Function " + name + " needs 128 MB or more and a timeout of 1 to 900 seconds");
    }
    if (!runtime.equals(RUNTIME) && !ScriptRuntime.isFor(runtime)) {
      throw refused(name, "Runtime " + runtime);
    }
    layers = List.copyOf(layers);
    code = List.copyOf(code);
    environment = Map.copyOf(environment);
    aliases = Set.copyOf(aliases);
  }

  /**
   * Reads the properties of an {@code AWS::Lambda::Function} whose references are resolved.
   *
   * @throws IllegalArgumentException naming a property that is not supported
   */
  public static FunctionSpec of(
      JsonNode properties, String arn, List<Path> code, Set<String> aliases, List<Path> layers) {
    var name = arn.substring(arn.lastIndexOf(':') + 1);
    for (var property : properties.properties()) {
      if (!SUPPORTED.contains(property.getKey())) {
        throw refused(name, property.getKey());
      }
    }
    var reserved = properties.path("ReservedConcurrentExecutions");
    return new FunctionSpec(
        name,
        arn,
        properties.path("Role").asText(),
        properties.path("Handler").asText(),
        code,
        properties.path("MemorySize").asInt(128),
        Duration.ofSeconds(properties.path("Timeout").asInt(3)),
        variables(properties.at("/Environment/Variables")),
        reserved.isMissingNode() ? null : (Integer) reserved.asInt(),
        aliases,
        deadLetter(name, properties.at("/DeadLetterConfig/TargetArn").asText("")),
        properties.path("Runtime").asText(RUNTIME),
        layers,
        properties.at("/LoggingConfig/LogGroup").asText(LOG_GROUPS + name));
  }

  private static Map<String, String> variables(JsonNode json) {
    var variables = new HashMap<String, String>();
    json.properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
    return variables;
  }

  private static @Nullable String deadLetter(String function, String arn) {
    var place = "Function " + function + ": DeadLetterConfig";
    return arn.isEmpty() ? null : Destinations.supported(place, arn, "sqs", "sns");
  }

  /** How much of the account's concurrency it has to itself. */
  int reserved() {
    return reservedConcurrency == null ? 0 : reservedConcurrency;
  }

  /** Whether callers may name the function with this qualifier. */
  boolean has(String qualifier) {
    return qualifier.equals(EventInvokeConfig.LATEST) || aliases.contains(qualifier);
  }

  private static IllegalArgumentException refused(String function, String what) {
    return new IllegalArgumentException(
        "Function " + function + ": " + what + " is not supported by the local cloud");
  }
}

package localcloud.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as its template describes it.
 *
 * @param handler {@code com.x.Y::method} or {@code com.x.Y}
 * @param code folders whose contents make up the task folder (class files, resources and {@code
 *     lib/*.jar}), and jars, which go to its {@code lib}
 * @param environment the function's own variables
 * @param reservedConcurrency null if the function shares the account's concurrency
 * @param version {@code $LATEST} or the number of a published version
 * @param deadLetterArn the queue or topic of failed asynchronous events; null drops them
 * @param runtime a Java, Python or Node.js runtime
 * @param layers the folders of its layers, in their order
 * @param logGroup the name of the log group that it writes to
 * @param snapStart whether the environments of its published versions start from a snapshot
 * @param traced whether X-Ray samples its invocations, if nobody has decided before
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
    String version,
    @Nullable String deadLetterArn,
    String runtime,
    List<Path> layers,
    String logGroup,
    boolean snapStart,
    boolean traced) {

  /** Where a function writes to unless its LoggingConfig says otherwise. */
  static final String LOG_GROUPS = "/aws/lambda/";

  /** The version that changes with each definition. */
  static final String LATEST = "$LATEST";

  public FunctionSpec {
    if (code.isEmpty()) {
      throw new IllegalArgumentException("Function " + name + " has no code");
    }
    if (memoryMb < 128 || timeout.compareTo(Duration.ofMinutes(15)) > 0 || timeout.isZero()) {
      throw new IllegalArgumentException(
          "Function " + name + " needs 128 MB or more and a timeout of 1 to 900 seconds");
    }
    if (!JavaRuntime.isFor(runtime) && !ScriptRuntime.isFor(runtime)) {
      throw new IllegalArgumentException("Function " + name + ": no runtime " + runtime);
    }
    layers = List.copyOf(layers);
    code = List.copyOf(code);
    environment = Map.copyOf(environment);
  }

  /** The same function with its code and the folders of its layers. */
  FunctionSpec with(Path ownCode, List<Path> folders) {
    return changed(List.of(ownCode), version, folders);
  }

  /** The same function as the version of this number. */
  FunctionSpec published(int number) {
    return changed(code, Integer.toString(number), layers);
  }

  private FunctionSpec changed(List<Path> itsCode, String itsVersion, List<Path> folders) {
    return new FunctionSpec(
        name,
        arn,
        roleArn,
        handler,
        itsCode,
        memoryMb,
        timeout,
        environment,
        reservedConcurrency,
        itsVersion,
        deadLetterArn,
        runtime,
        folders,
        logGroup,
        snapStart,
        traced);
  }

  /** {@code $LATEST} starts on demand (Lambda guide, "Lambda SnapStart"). */
  boolean startsFromSnapshot() {
    return snapStart && !version.equals(LATEST);
  }

  /** How much of the account's concurrency it has to itself. */
  int reserved() {
    return reservedConcurrency == null ? 0 : reservedConcurrency;
  }
}

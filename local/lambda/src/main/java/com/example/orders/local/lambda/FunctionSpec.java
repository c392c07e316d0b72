package com.example.orders.local.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Java function as its template describes it.
 *
 * @param handler {@code com.x.Y::method} or {@code com.x.Y}
 * @param code folders whose contents make up the task folder (class files, resources and {@code
 *     lib/*.jar}), and jars, which go to its {@code lib}
 * @param environment the function's own variables
 * @param reservedConcurrency null if the function shares the account's concurrency
 * @param aliases the qualifiers beside {@code $LATEST} that callers may use
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
    Set<String> aliases) {

  public FunctionSpec {
    if (code.isEmpty()) {
      throw new IllegalArgumentException("Function " + name + " has no code");
    }
    if (memoryMb < 128 || timeout.compareTo(Duration.ofMinutes(15)) > 0 || timeout.isZero()) {
      throw new IllegalArgumentException(
          "Function " + name + " needs 128 MB or more and a timeout of 1 to 900 seconds");
    }
    code = List.copyOf(code);
    environment = Map.copyOf(environment);
    aliases = Set.copyOf(aliases);
  }
}

package com.example.orders.local.cloud;

import com.example.orders.local.lambda.FunctionSpec;
import com.example.orders.local.lambda.Lambda;
import com.example.orders.local.sam.Stack;
import com.example.orders.local.sam.StackResource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Defines the functions of a stack from their CloudFormation properties. */
final class FunctionResources {
  private final Stack stack;
  private final Path artifacts;

  FunctionResources(Stack stack, Path artifacts) {
    this.stack = stack;
    this.artifacts = artifacts;
  }

  void define(Lambda lambda) {
    stack.ofType("AWS::Lambda::Function").forEach(function -> lambda.define(spec(function)));
  }

  private FunctionSpec spec(StackResource function) {
    var properties = function.properties();
    var timeout = Duration.ofSeconds(properties.path("Timeout").asInt(3));
    return new FunctionSpec(
        function.ref(),
        function.arn(),
        properties.path("Role").asText(),
        properties.path("Handler").asText(),
        List.of(code(function)),
        properties.path("MemorySize").asInt(128),
        timeout,
        variables(properties.path("Environment").path("Variables")),
        reserved(properties.path("ReservedConcurrentExecutions")),
        qualifiers(function.ref()));
  }

  private Path code(StackResource function) {
    var folder = artifacts.resolve(function.logicalId());
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(
          "Function %s is not built: %s is missing. Build it with: make build-%s ARTIFACTS_DIR=%s"
              .formatted(function.logicalId(), folder, function.logicalId(), folder));
    }
    return folder;
  }

  private static Map<String, String> variables(JsonNode node) {
    var variables = new HashMap<String, String>();
    node.properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
    return variables;
  }

  private static @Nullable Integer reserved(JsonNode node) {
    return node.isMissingNode() ? null : node.asInt();
  }

  /** The aliases and versions by which the function may be called. */
  private Set<String> qualifiers(String function) {
    var qualifiers = new HashSet<String>();
    for (var alias : stack.ofType("AWS::Lambda::Alias")) {
      if (alias.properties().path("FunctionName").asText().equals(function)) {
        qualifiers.add(alias.properties().path("Name").asText());
      }
    }
    for (var version : stack.ofType("AWS::Lambda::Version")) {
      if (version.properties().path("FunctionName").asText().equals(function)) {
        qualifiers.add(version.attributes().getOrDefault("Version", "1"));
      }
    }
    return qualifiers;
  }
}

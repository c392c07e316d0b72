package com.example.orders.local.cloud;

import com.example.orders.local.lambda.FunctionSpec;
import com.example.orders.local.lambda.Lambda;
import com.example.orders.local.sam.Stack;
import com.example.orders.local.sam.StackResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    return FunctionSpec.of(
        function.properties(), function.arn(), List.of(code(function)), qualifiers(function.ref()));
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

package localcloud.cloud;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import localcloud.lambda.BuiltCode;
import localcloud.lambda.EventInvokeConfig;
import localcloud.lambda.EventSourceMapping;
import localcloud.lambda.EventSourceMappings;
import localcloud.lambda.FunctionSpec;
import localcloud.lambda.Lambda;
import localcloud.lambda.StreamMapping;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.sam.TemplateException;

/** Defines the functions of a stack and what invokes them by itself. */
final class FunctionResources {
  private static final String FUNCTION = "AWS::Lambda::Function";

  private final Stack stack;

  FunctionResources(Stack stack) {
    this.stack = stack;
  }

  void define(Lambda lambda, Path artifacts) {
    for (var function : stack.ofType(FUNCTION)) {
      lambda.define(
          FunctionSpec.of(
              function.properties(),
              function.arn(),
              List.of(code(function, artifacts)),
              qualifiers(function.ref()),
              layers(function, artifacts)));
    }
    for (var config : stack.ofType("AWS::Lambda::EventInvokeConfig")) {
      lambda.configure(EventInvokeConfig.of(config.properties()));
    }
  }

  void addMappings(EventSourceMappings mappings) {
    for (var mapping : stack.ofType("AWS::Lambda::EventSourceMapping")) {
      var properties = mapping.properties();
      var name = properties.path("FunctionName").asText();
      var function = only(mapping, FUNCTION, f -> name.equals(f.ref()) || name.startsWith(f.arn()));
      var arn = properties.path("EventSourceArn").asText();
      if (StreamMapping.isStream(arn)) {
        var reader = function.properties().path("Role").asText();
        mappings.add(mapping.ref(), StreamMapping.of(mapping.logicalId(), properties, reader));
        continue;
      }
      var queue = only(mapping, "AWS::SQS::Queue", q -> q.arn().equals(arn));
      var role = function.properties().path("Role").asText();
      mappings.add(
          mapping.ref(), EventSourceMapping.of(mapping.logicalId(), properties, role, queue.ref()));
    }
  }

  private StackResource only(StackResource of, String type, Predicate<StackResource> which) {
    return stack.ofType(type).stream()
        .filter(which)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    of.logicalId() + ": the stack has no such " + type + ": " + of.properties()));
  }

  private static Path code(StackResource function, Path artifacts) {
    var properties = function.properties();
    if (properties.path("Code").has("ZipFile")) {
      return InlineCode.folder(function);
    }
    var codeUri = Path.of(properties.path("Code").path("LocalPath").asText());
    return BuiltCode.find(
            artifacts, function.logicalId(), codeUri, properties.path("Handler").asText())
        .orElseThrow(
            () ->
                new TemplateException(
                    "Function %s is not built: there is no %s, and %s does not hold its handler. Build it, for example with sam build"
                        .formatted(
                            function.logicalId(),
                            artifacts.resolve(function.logicalId()),
                            codeUri)));
  }

  /** Built like a function, or as the template has it. */
  private List<Path> layers(StackResource function, Path artifacts) {
    var folders = new ArrayList<Path>();
    for (var arn : function.properties().path("Layers")) {
      var layer =
          only(function, "AWS::Lambda::LayerVersion", one -> one.ref().equals(arn.asText()));
      var built = artifacts.resolve(layer.logicalId());
      var given = Path.of(layer.properties().at("/Content/LocalPath").asText("?"));
      if (!Files.isDirectory(built) && !Files.isDirectory(given)) {
        throw new IllegalStateException(
            "Layer %s has no folder: neither %s nor %s".formatted(layer.logicalId(), built, given));
      }
      folders.add(Files.isDirectory(built) ? built : given);
    }
    return folders;
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

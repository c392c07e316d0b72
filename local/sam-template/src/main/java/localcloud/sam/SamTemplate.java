package localcloud.sam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A SAM template on its way to a {@link Stack}: parameters, conditions, globals, AWS::Include and
 * the Serverless transform are applied, then everything is resolved.
 */
public final class SamTemplate {
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Transform",
          "Description",
          "Metadata",
          "Parameters",
          "Mappings",
          "Conditions",
          "Rules",
          "Globals",
          "Resources",
          "Outputs");
  private static final String TRANSFORM = "AWS::Serverless-2016-10-31";
  private static final Map<String, String> GLOBALS =
      Map.of(
          "Function", "AWS::Serverless::Function",
          "Api", "AWS::Serverless::Api",
          "HttpApi", "AWS::Serverless::HttpApi",
          "StateMachine", "AWS::Serverless::StateMachine",
          "SimpleTable", "AWS::Serverless::SimpleTable");
  // CloudFormation's own; what becomes of a resource when its stack goes has no meaning locally.
  private static final Set<String> RESOURCE_KEYS =
      Set.of(
          "Type",
          "Properties",
          "Condition",
          "Description",
          "DependsOn",
          "Metadata",
          "DeletionPolicy",
          "UpdateReplacePolicy",
          "CreationPolicy",
          "UpdatePolicy");

  private final ResourceTypes types = ResourceTypes.load();
  private final Path folder;
  private final StackSettings settings;
  private final JsonNode template;
  private final Intrinsics intrinsics;

  private SamTemplate(Path file, StackSettings settings) {
    this.folder = requireNonNull(file.toAbsolutePath().getParent(), "a template is a file");
    this.settings = settings;
    this.template = YamlFile.template(file);
    var parameters = Parameters.values(template.path("Parameters"), settings);
    this.intrinsics =
        new Intrinsics(parameters, template.path("Mappings"), template.path("Conditions"));
  }

  /**
   * Reads a template and resolves it.
   *
   * @throws UnsupportedTemplateException if it uses what the local cloud does not know
   * @throws TemplateException if it is wrong
   */
  public static Stack load(Path template, StackSettings settings) {
    try {
      return new SamTemplate(template, settings).stack();
    } catch (TemplateException e) {
      throw e.at(template.getFileName().toString());
    }
  }

  /**
   * Reads a template as the local cloud runs it: without the properties that have no effect there,
   * so that nothing can read what the table says is not read.
   *
   * @throws UnsupportedTemplateException also for a resource that can be described but not run
   */
  public static Stack loadRunnable(Path template, StackSettings settings) {
    var types = ResourceTypes.load();
    var whole = load(template, settings);
    var resources = new LinkedHashMap<String, StackResource>();
    for (var resource : whole.resources().values()) {
      within(
          resource.logicalId(),
          () -> resources.put(resource.logicalId(), types.runnable(resource)));
    }
    return whole.withResources(resources);
  }

  private Stack stack() {
    checkSections();
    checkRules();
    var expansion = new SamExpansion(folder);
    for (var entry : template.path("Resources").properties()) {
      within(entry.getKey(), () -> expand(entry.getKey(), entry.getValue(), expansion));
    }
    expandApis(expansion);
    expansion
        .resources()
        .values()
        .forEach(
            resource ->
                within(
                    resource.logicalId(),
                    () -> types.check(resource.type(), resource.properties())));
    checkDependsOn(expansion);
    return new StackResolver(expansion, intrinsics, types, settings)
        .stack(template.path("Outputs"));
  }

  private void checkSections() {
    for (var section : template.properties()) {
      if (!SECTIONS.contains(section.getKey())) {
        throw new UnsupportedTemplateException("section " + section.getKey());
      }
    }
    for (var transform : Json.list(template.path("Transform"))) {
      if (!TRANSFORM.equals(transform.asText())) {
        throw new UnsupportedTemplateException("transform " + transform);
      }
    }
    for (var globals : template.path("Globals").properties()) {
      if (!GLOBALS.containsKey(globals.getKey())) {
        throw new UnsupportedTemplateException("Globals." + globals.getKey());
      }
    }
  }

  /** The section Rules: what combinations of parameters the template refuses. */
  private void checkRules() {
    for (var rule : template.path("Rules").properties()) {
      var condition = rule.getValue().get("RuleCondition");
      if (condition != null && !intrinsics.holds(condition)) {
        continue;
      }
      for (var assertion : rule.getValue().path("Assertions")) {
        if (!intrinsics.holds(assertion.path("Assert"))) {
          throw new TemplateException(
              "rule %s: %s"
                  .formatted(rule.getKey(), assertion.path("AssertDescription").asText("refused")));
        }
      }
    }
  }

  private void expand(String logicalId, JsonNode declared, SamExpansion expansion) {
    for (var key : declared.properties()) {
      if (!RESOURCE_KEYS.contains(key.getKey())) {
        throw new UnsupportedTemplateException("resource attribute " + key.getKey());
      }
    }
    if (declared.has("Condition") && !intrinsics.condition(declared.get("Condition").asText())) {
      return;
    }
    var type = declared.path("Type").asText();
    var whole = declared.has("Properties") ? declared.get("Properties") : Json.object();
    if (!(intrinsics.prune(include(withGlobals(type, whole))) instanceof ObjectNode properties)) {
      throw new TemplateException("Properties is not an object");
    }
    if (type.startsWith("AWS::Serverless::")) {
      types.check(type, properties);
    }
    var dependsOn = Json.list(declared.path("DependsOn")).stream().map(JsonNode::asText).toList();
    var metadata = declared.has("Metadata") ? declared.get("Metadata") : Json.object();
    expansion.add(new RawResource(logicalId, type, properties, dependsOn, metadata));
  }

  private void expandApis(SamExpansion expansion) {
    for (var implicit : expansion.apis().implicit().entrySet()) {
      var isRest = implicit.getValue().equals("AWS::Serverless::Api");
      var properties = isRest ? Json.object("StageName", "Prod") : Json.object();
      var declared = Json.object("Type", implicit.getValue(), "Properties", properties);
      within(implicit.getKey(), () -> expand(implicit.getKey(), declared, expansion));
    }
    expansion.apis().expand();
  }

  private JsonNode withGlobals(String type, JsonNode properties) {
    for (var section : GLOBALS.entrySet()) {
      if (section.getValue().equals(type)) {
        return merge(template.path("Globals").path(section.getKey()), properties);
      }
    }
    return properties;
  }

  /** SAM's rule: maps are merged, lists are joined, anything else is replaced. */
  private static JsonNode merge(JsonNode global, JsonNode local) {
    if (global.isObject() && local.isObject()) {
      var merged = ((ObjectNode) global).deepCopy();
      for (var property : local.properties()) {
        merged.set(property.getKey(), merge(global.path(property.getKey()), property.getValue()));
      }
      return merged;
    }
    if (global.isArray() && local.isArray()) {
      return Json.array().addAll(Json.list(global)).addAll(Json.list(local));
    }
    return local;
  }

  /** Puts the content of an AWS::Include in its place; it may stand beside other keys. */
  private JsonNode include(JsonNode node) {
    if (node.isArray()) {
      var array = Json.array();
      node.forEach(element -> array.add(include(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    var object = Json.object();
    for (var property : node.properties()) {
      if (!property.getKey().equals("Fn::Transform")) {
        object.set(property.getKey(), include(property.getValue()));
        continue;
      }
      if (included(property.getValue()) instanceof ObjectNode content) {
        object.setAll(content);
      } else {
        throw new TemplateException("AWS::Include needs an object");
      }
    }
    return object;
  }

  private JsonNode included(JsonNode transform) {
    var name = transform.path("Name").asText();
    var location = intrinsics.resolve(transform.at("/Parameters/Location")).asText();
    if (!name.equals("AWS::Include") || location.isEmpty() || location.contains("://")) {
      throw new UnsupportedTemplateException("Fn::Transform " + name + " of " + location);
    }
    return YamlFile.plain(folder.resolve(location));
  }

  private void checkDependsOn(SamExpansion expansion) {
    for (var resource : expansion.resources().values()) {
      for (var other : resource.dependsOn()) {
        if (!template.path("Resources").has(other) && !expansion.resources().containsKey(other)) {
          throw new TemplateException(
              resource.logicalId() + ": DependsOn " + other + ": no such resource");
        }
      }
    }
  }

  static void within(String logicalId, Runnable step) {
    try {
      step.run();
    } catch (TemplateException e) {
      throw e.at("resource " + logicalId);
    }
  }
}

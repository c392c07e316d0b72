package localcloud.sam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;
import org.jspecify.annotations.Nullable;

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

  /** SAM needs their values, which may be a parameter's or a mapping's. */
  private static final List<String> READ_BY_SAM =
      List.of("AutoPublishAlias", "DeploymentPreference.Enabled", "DeploymentPreference.Type");

  private final HandlerList handlers;
  private final Path folder;
  private final StackSettings settings;
  private final JsonNode template;
  private final Findings findings;
  private final Intrinsics intrinsics;

  /** The given properties of SAM's types that nothing is made of, by type. */
  private final SortedMap<String, Set<String>> unexpanded = new TreeMap<>();

  private SamTemplate(Path file, StackSettings settings, List<ResourceHandler> given) {
    this.folder = requireNonNull(file.toAbsolutePath().getParent(), "a template is a file");
    this.settings = settings;
    var all = new ArrayList<>(ServerlessTypes.ALL);
    all.addAll(given);
    this.handlers = new HandlerList(all);
    var yaml = YamlFile.template(file);
    this.template = yaml.root();
    this.findings = new Findings(file.getFileName().toString(), yaml.lines());
    var parameters = Parameters.values(template.path("Parameters"), settings, findings);
    this.intrinsics =
        new Intrinsics(parameters, template.path("Mappings"), template.path("Conditions"));
  }

  /**
   * Reads a template and resolves it, to be looked at.
   *
   * @throws InvalidTemplateException with all that is wrong or not supported
   */
  public static Stack load(Path template, StackSettings settings, List<ResourceHandler> handlers) {
    var read = new SamTemplate(template, settings, handlers);
    var resolved = read.resolved();
    read.findings.complain();
    return resolved.stack();
  }

  /**
   * Reads a template to be run: every resource by its handler, and without the properties that have
   * no effect.
   *
   * @param artifacts has a folder of code for each function, by its logical ID
   * @throws InvalidTemplateException with all that is wrong, not supported or not built
   */
  public static StackPlan plan(
      Path template, StackSettings settings, Path artifacts, List<ResourceHandler> handlers) {
    var read = new SamTemplate(template, settings, handlers);
    return read.planning(artifacts).plan();
  }

  /**
   * Reads a template as it is read to be run, but needs no built code.
   *
   * @throws InvalidTemplateException with all that is wrong or not supported
   */
  public static StackPlan check(
      Path template, StackSettings settings, List<ResourceHandler> handlers) {
    var read = new SamTemplate(template, settings, handlers);
    return read.planning(null).plan();
  }

  private Planning planning(@Nullable Path artifacts) {
    return new Planning(resolved(), handlers, artifacts, findings, unexpanded);
  }

  /** The names of the resource types that a template may have. */
  public static Set<String> types(List<ResourceHandler> handlers) {
    var types = new TreeSet<String>();
    Stream.of(ServerlessTypes.ALL, handlers)
        .flatMap(List::stream)
        .filter(handler -> handler.type().notRun().isEmpty())
        .forEach(handler -> types.add(handler.type().name()));
    return types;
  }

  private StackResolver.Resolved resolved() {
    checkSections();
    checkRules();
    var expansion = new SamExpansion(folder);
    var broken = new HashSet<String>();
    for (var entry : template.path("Resources").properties()) {
      var id = entry.getKey();
      var place = id + " (" + entry.getValue().path("Type").asText() + ")";
      if (!findings.within(
          "/Resources/" + id, place, () -> expand(id, entry.getValue(), expansion))) {
        broken.add(id);
      }
    }
    expandApis(expansion, broken);
    checkDependsOn(expansion);
    var resolver = new StackResolver(expansion, intrinsics, handlers, settings, findings, broken);
    return resolver.resolved(template.path("Outputs"), template.path("Parameters"));
  }

  private void checkSections() {
    for (var section : template.properties()) {
      if (!SECTIONS.contains(section.getKey())) {
        findings.add(
            "/" + section.getKey(),
            "section " + section.getKey(),
            "is not supported locally",
            "leave it out");
      }
    }
    for (var transform : Json.list(template.path("Transform"))) {
      if (!TRANSFORM.equals(transform.asText())) {
        findings.add(
            "/Transform",
            "transform " + transform.asText(),
            "is not supported locally",
            "use " + TRANSFORM + " alone");
      }
    }
    for (var globals : template.path("Globals").properties()) {
      if (!GLOBALS.containsKey(globals.getKey())) {
        findings.add(
            "/Globals/" + globals.getKey(),
            "Globals." + globals.getKey(),
            "is not supported locally",
            "there are " + new TreeSet<>(GLOBALS.keySet()));
      }
    }
  }

  /** The section Rules: what combinations of parameters the template refuses. */
  private void checkRules() {
    for (var rule : template.path("Rules").properties()) {
      var pointer = "/Rules/" + rule.getKey();
      findings.within(
          pointer,
          "rule " + rule.getKey(),
          () -> checkRule(pointer, rule.getKey(), rule.getValue()));
    }
  }

  private void checkRule(String pointer, String name, JsonNode rule) {
    var condition = rule.get("RuleCondition");
    if (condition != null && !intrinsics.holds(condition)) {
      return;
    }
    for (var assertion : rule.path("Assertions")) {
      if (!intrinsics.holds(assertion.path("Assert"))) {
        findings.add(
            pointer,
            "rule " + name,
            assertion.path("AssertDescription").asText("refused"),
            "set other parameters");
      }
    }
  }

  private void expand(String logicalId, JsonNode declared, SamExpansion expansion) {
    checkAttributes(declared);
    if (declared.has("Condition") && !intrinsics.condition(declared.get("Condition").asText())) {
      return;
    }
    var type = handlers.type(declared.path("Type").asText());
    var whole = declared.has("Properties") ? declared.get("Properties") : Json.object();
    var globals = withGlobals(type.name(), whole);
    refuseConditions(globals);
    if (!(intrinsics.prune(include(globals)) instanceof ObjectNode properties)) {
      throw new TemplateException("Properties is not an object");
    }
    var dependsOn = Json.list(declared.path("DependsOn")).stream().map(JsonNode::asText).toList();
    var metadata = declared.has("Metadata") ? declared.get("Metadata") : Json.object();
    var policy = declared.has("UpdatePolicy") ? declared.get("UpdatePolicy") : Json.object();
    var raw =
        new RawResource(logicalId, type.name(), properties, dependsOn, metadata, policy, logicalId);
    if (!type.name().startsWith("AWS::Serverless::") || isGood(raw, type)) {
      expansion.add(raw);
    }
  }

  /** Checks a resource of SAM's; what a faulty one would be made into has the same faults. */
  private boolean isGood(RawResource sam, ResourceType type) {
    READ_BY_SAM.forEach(path -> decide(sam.properties(), path));
    var before = findings.count();
    type.check(sam.properties(), findings.of(sam));
    for (var name : type.withoutEffectIn(sam.properties())) {
      unexpanded.computeIfAbsent(type.name(), key -> new TreeSet<>()).add(name);
    }
    return findings.count() == before;
  }

  /** SAM knows no condition's value: it refuses one here, or takes it for true. */
  private static void refuseConditions(JsonNode properties) {
    for (var path : List.of("AutoPublishAlias", "DeploymentPreference.Enabled")) {
      if (properties.at("/" + path.replace('.', '/')).has("Fn::If")) {
        throw new UnsupportedTemplateException(
            path + ": SAM reads no Fn::If", "use Fn::FindInMap with a parameter");
      }
    }
  }

  private void decide(ObjectNode properties, String path) {
    var dot = path.indexOf('.');
    var name = path.substring(dot + 1);
    var parent = dot < 0 ? properties : properties.path(path.substring(0, dot));
    if (parent instanceof ObjectNode object && object.has(name)) {
      object.set(name, intrinsics.resolve(object.get(name)));
    }
  }

  private static void checkAttributes(JsonNode declared) {
    for (var key : declared.properties()) {
      if (!RESOURCE_KEYS.contains(key.getKey())) {
        throw new UnsupportedTemplateException(
            "resource attribute " + key.getKey() + " is not supported locally",
            key.getKey().equals("Connectors") ? HandlerList.INSTEAD_OF_CONNECTORS : "leave it out");
      }
    }
  }

  private void expandApis(SamExpansion expansion, Set<String> broken) {
    for (var implicit : expansion.apis().implicit().entrySet()) {
      var isRest = implicit.getValue().equals("AWS::Serverless::Api");
      var properties = isRest ? Json.object("StageName", "Prod") : Json.object();
      var declared = Json.object("Type", implicit.getValue(), "Properties", properties);
      var id = implicit.getKey();
      if (!findings.within("/Resources", id, () -> expand(id, declared, expansion))) {
        broken.add(id);
      }
    }
    findings.within("/Resources", "APIs", () -> expansion.apis().expand(findings, broken));
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
          findings.add(
              "/Resources/" + resource.logicalId() + "/DependsOn",
              resource.logicalId() + " (" + resource.type() + ")",
              "DependsOn " + other + ": no such resource",
              "name one of the template");
        }
      }
    }
  }
}

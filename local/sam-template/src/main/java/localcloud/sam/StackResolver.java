package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import localcloud.resources.Identity;
import org.jspecify.annotations.Nullable;

/** Resolves the references between the expanded resources and puts them in order. */
final class StackResolver {
  /** A stack, and what its resources were before they were resolved. */
  record Resolved(
      Stack stack, Map<String, RawResource> raw, Map<String, Set<String>> dependencies) {

    /** All that is there before a resource. */
    Set<String> needs(String logicalId) {
      var all = new HashSet<String>();
      var open = new ArrayDeque<String>(dependencies.getOrDefault(logicalId, Set.of()));
      while (!open.isEmpty()) {
        var next = open.remove();
        if (all.add(next)) {
          open.addAll(dependencies.getOrDefault(next, Set.of()));
        }
      }
      return all;
    }
  }

  /** CloudFormation guide, "Outputs section": alphanumeric, colons and hyphens. */
  private static final Pattern EXPORT_NAME = Pattern.compile("[A-Za-z0-9:-]{1,255}");

  private static final String FUNCTION_URL = "AWS::Lambda::Url";
  private static final Set<String> APIS =
      Set.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api");

  private final SequencedMap<String, RawResource> resources;
  private final Map<String, String> referable;
  private final Intrinsics intrinsics;
  private final HandlerList handlers;
  private final StackSettings settings;
  private final Findings findings;
  private final Set<String> broken;
  private final Set<String> naming = new LinkedHashSet<>();
  private final Map<String, Set<String>> dependencies = new HashMap<>();
  private final SequencedMap<String, StackResource> ordered = new LinkedHashMap<>();
  private final SequencedMap<String, String> exports = new LinkedHashMap<>();
  private final SequencedSet<String> imports = new LinkedHashSet<>();

  /**
   * Resolves what an expansion made.
   *
   * @param broken the logical IDs of resources with findings: a reference to one is none of its own
   */
  StackResolver(
      SamExpansion expansion,
      Intrinsics intrinsics,
      HandlerList handlers,
      StackSettings settings,
      Findings findings,
      Set<String> broken) {
    this.resources = expansion.resources();
    this.referable = expansion.referable();
    this.intrinsics = intrinsics;
    this.handlers = handlers;
    this.settings = settings;
    this.findings = findings;
    this.broken = broken;
  }

  Resolved resolved(JsonNode outputs, JsonNode parameters) {
    var resolved = new HashMap<String, StackResource>();
    for (var raw : resources.values()) {
      findings.within(raw, () -> resolved.put(raw.logicalId(), resolve(raw)));
    }
    resources.keySet().forEach(id -> place(id, resolved, new ArrayList<>()));
    var values = outputs(outputs);
    var stack =
        new Stack(
            settings.stackName(),
            settings.region(),
            settings.accountId(),
            ordered,
            values,
            exports,
            imports,
            intrinsics.shown(parameters));
    return new Resolved(stack, Map.copyOf(resources), Map.copyOf(dependencies));
  }

  private StackResource resolve(RawResource raw) {
    var type = handlers.type(raw.type());
    var needed = new LinkedHashSet<>(raw.dependsOn());
    dependencies.put(raw.logicalId(), needed);
    var values = resolve(raw, "", raw.properties(), new References(needed));
    resolve(raw, "UpdatePolicy", raw.updatePolicy(), new References(needed));
    var properties = (ObjectNode) localUrls(values);
    type.check(properties, findings.of(raw));
    if (raw.type().equals("AWS::StepFunctions::StateMachine")) {
      StateMachineDefinition.settle(raw.logicalId(), properties);
    }
    var identity = identity(raw);
    return new StackResource(
        raw.logicalId(),
        raw.type(),
        properties,
        type.ref(identity),
        type.attributes().stream()
            .collect(
                Collectors.toMap(
                    name -> name, name -> type.attribute(identity, name).orElseThrow())),
        raw.metadata());
  }

  /** Resolves value by value, so that each fault is found at its place. */
  private JsonNode resolve(RawResource raw, String path, JsonNode node, References references) {
    if (!node.isContainerNode() || Intrinsics.isCall(node)) {
      try {
        return withoutDynamicReference(intrinsics.resolve(node, references));
      } catch (TemplateException e) {
        findings.of(raw).add(path, String.valueOf(e.getMessage()), e.instead());
        return NullNode.instance;
      }
    }
    if (node.isArray()) {
      var array = Json.array();
      for (var element : node) {
        var value = resolve(raw, path + "." + array.size(), element, references);
        if (!value.isMissingNode()) {
          array.add(value);
        }
      }
      return array;
    }
    var object = Json.object();
    for (var entry : node.properties()) {
      var at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      var value = resolve(raw, at, entry.getValue(), references);
      if (!value.isMissingNode()) {
        object.set(entry.getKey(), value);
      }
    }
    return object;
  }

  /** CloudFormation puts a secret or a parameter of Systems Manager in its place. */
  private static JsonNode withoutDynamicReference(JsonNode value) {
    if (value.toString().contains("{{resolve:")) {
      throw new TemplateException(
          "a dynamic reference is not resolved locally", "let the code read the value by its API");
    }
    return value;
  }

  /** Places a resource behind all that it needs. */
  private void place(String id, Map<String, StackResource> resolved, List<String> path) {
    var resource = resolved.get(id);
    if (resource == null || ordered.containsKey(id)) {
      return;
    }
    if (path.contains(id)) {
      findings.add(
          "/Resources/" + id,
          "",
          "circular dependency: "
              + String.join(" -> ", path.subList(path.indexOf(id), path.size()))
              + " -> "
              + id,
          "take one reference out");
      return;
    }
    path.add(id);
    dependencies.getOrDefault(id, Set.of()).forEach(other -> place(other, resolved, path));
    path.removeLast();
    ordered.put(id, resource);
  }

  private Map<String, String> outputs(JsonNode outputs) {
    var values = new LinkedHashMap<String, String>();
    for (var output : outputs.properties()) {
      var name = output.getKey();
      findings.within(
          "/Outputs/" + name, "output " + name, () -> output(name, output.getValue(), values));
    }
    return values;
  }

  private void output(String name, JsonNode declared, Map<String, String> values) {
    if (declared.has("Condition") && !intrinsics.condition(declared.get("Condition").asText())) {
      return;
    }
    var value = intrinsics.resolve(declared.path("Value"), new References(new LinkedHashSet<>()));
    if (!value.isMissingNode()) {
      values.put(name, localUrls(value).asText());
      if (declared.has("Export")) {
        export(name, declared.path("Export"));
      }
    }
  }

  private void export(String output, JsonNode declared) {
    var name = intrinsics.resolve(declared.path("Name"), new References(new LinkedHashSet<>()));
    if (!EXPORT_NAME.matcher(name.asText()).matches()) {
      throw new TemplateException(
          "Export.Name must be 1 to 255 letters, digits, colons and hyphens: " + declared);
    }
    if (exports.putIfAbsent(name.asText(), output) != null) {
      throw new TemplateException("Export.Name " + name.asText() + " is there twice");
    }
  }

  private Identity identity(RawResource raw) {
    return new Identity(
        raw.logicalId(),
        settings.stackName(),
        settings.region(),
        settings.accountId(),
        settings.endpointUrl(),
        handlers.type(raw.type()).nameProperty(),
        name -> nameProperty(raw, name));
  }

  /**
   * Resolves a property that a name is made of. If that fails, or turns in a circle, it is found
   * where the property stands, and is no fault of those that refer to the name.
   */
  private @Nullable String nameProperty(RawResource raw, String name) {
    var property = raw.properties().path(name);
    if (property.isMissingNode()) {
      return null;
    }
    if (!naming.add(raw.logicalId())) {
      return raw.logicalId();
    }
    try {
      return intrinsics.resolve(property, new References(new LinkedHashSet<>())).asText();
    } catch (TemplateException e) {
      return raw.logicalId();
    } finally {
      naming.remove(raw.logicalId());
    }
  }

  /** Puts the local API's URL where AWS's would stand. */
  private JsonNode localUrls(JsonNode node) {
    if (node.isTextual()) {
      var text = node.asText();
      var isUrl = text.contains(".execute-api.") || text.contains(".lambda-url.");
      return isUrl ? TextNode.valueOf(localUrl(text)) : node;
    }
    if (node.isArray()) {
      var array = Json.array();
      node.forEach(element -> array.add(localUrls(element)));
      return array;
    }
    if (node.isObject()) {
      var object = Json.object();
      node.forEachEntry((name, value) -> object.set(name, localUrls(value)));
      return object;
    }
    return node;
  }

  private String localUrl(String text) {
    var changed = text;
    for (var resource : resources.values()) {
      if (resource.type().equals(FUNCTION_URL)) {
        var type = handlers.type(FUNCTION_URL);
        var url = type.attribute(identity(resource), "FunctionUrl").orElseThrow();
        var local = settings.apiUrl().apply(resource.logicalId());
        changed = changed.replace(url.substring(0, url.length() - 1), local);
      } else if (APIS.contains(resource.type())) {
        var host =
            handlers.type(resource.type()).ref(identity(resource))
                + ".execute-api."
                + settings.region();
        var url = Pattern.compile("(http|ws)s://" + Pattern.quote(host) + "\\.amazonaws\\.com");
        var local = settings.apiUrl().apply(resource.logicalId()).replaceFirst("^http", "");
        changed = url.matcher(changed).replaceAll("$1" + Matcher.quoteReplacement(local));
      }
    }
    return changed;
  }

  /** Answers references and notes what was referred to. */
  private final class References implements Intrinsics.Resources {
    private final Set<String> needed;

    References(Set<String> needed) {
      this.needed = needed;
    }

    @Override
    public @Nullable JsonNode ref(String name) {
      var raw = resources.get(referable.getOrDefault(name, name));
      if (raw == null) {
        return brokenOne(name);
      }
      needed.add(raw.logicalId());
      return TextNode.valueOf(handlers.type(raw.type()).ref(identity(raw)));
    }

    @Override
    public @Nullable JsonNode attribute(String logicalId, String attribute) {
      if (referable.containsKey(logicalId + "." + attribute)) {
        return ref(logicalId + "." + attribute);
      }
      var raw = resources.get(logicalId);
      if (raw == null) {
        return brokenOne(logicalId);
      }
      needed.add(logicalId);
      var type = handlers.type(raw.type());
      return type.attribute(identity(raw), attribute)
          .map(TextNode::valueOf)
          .orElseThrow(
              () ->
                  new UnsupportedTemplateException(
                      "GetAtt %s.%s: no such attribute of %s"
                          .formatted(logicalId, attribute, type.name()),
                      "it has " + type.attributes()));
    }

    @Override
    public JsonNode imported(String export) {
      var value = settings.exports().get(export);
      if (value == null) {
        throw new TemplateException(
            "No export named " + export + " found", "start the stack that exports it first");
      }
      imports.add(export);
      return TextNode.valueOf(value);
    }

    private @Nullable JsonNode brokenOne(String logicalId) {
      return broken.contains(logicalId) ? TextNode.valueOf(logicalId) : null;
    }
  }
}

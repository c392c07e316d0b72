package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;

/** Resolves the references between the expanded resources and puts them in order. */
final class StackResolver {
  /** CloudFormation guide, "Outputs section": alphanumeric, colons and hyphens. */
  private static final Pattern EXPORT_NAME = Pattern.compile("[A-Za-z0-9:-]{1,255}");

  private static final Set<String> APIS =
      Set.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api");

  private final SequencedMap<String, RawResource> resources;
  private final Map<String, String> referable;
  private final Intrinsics intrinsics;
  private final ResourceTypes types;
  private final StackSettings settings;
  private final Set<String> naming = new LinkedHashSet<>();
  private final Map<String, Set<String>> dependencies = new HashMap<>();
  private final SequencedMap<String, StackResource> ordered = new LinkedHashMap<>();
  private final SequencedMap<String, String> exports = new LinkedHashMap<>();
  private final SequencedSet<String> imports = new LinkedHashSet<>();

  StackResolver(
      SamExpansion expansion, Intrinsics intrinsics, ResourceTypes types, StackSettings settings) {
    this.resources = expansion.resources();
    this.referable = expansion.referable();
    this.intrinsics = intrinsics;
    this.types = types;
    this.settings = settings;
  }

  Stack stack(JsonNode outputs) {
    var resolved = new HashMap<String, StackResource>();
    for (var resource : resources.values()) {
      SamTemplate.within(
          resource.logicalId(), () -> resolved.put(resource.logicalId(), resolve(resource)));
    }
    resources.keySet().forEach(id -> place(id, resolved, new ArrayList<>()));
    var values = outputs(outputs);
    return new Stack(
        settings.stackName(),
        settings.region(),
        settings.accountId(),
        ordered,
        values,
        exports,
        imports);
  }

  private StackResource resolve(RawResource raw) {
    var needed = new LinkedHashSet<>(raw.dependsOn());
    dependencies.put(raw.logicalId(), needed);
    var properties =
        (ObjectNode) localUrls(intrinsics.resolve(raw.properties(), new References(needed)));
    if (raw.type().equals("AWS::StepFunctions::StateMachine")) {
      StateMachineDefinition.settle(raw.logicalId(), properties);
    }
    var attributes =
        types.attributes(raw.type()).stream()
            .collect(Collectors.toMap(name -> name, name -> types.attribute(identity(raw), name)));
    return new StackResource(
        raw.logicalId(),
        raw.type(),
        properties,
        types.ref(identity(raw)),
        attributes,
        raw.metadata());
  }

  /** Places a resource behind all that it needs. */
  private void place(String id, Map<String, StackResource> resolved, List<String> path) {
    var resource = resolved.get(id);
    if (resource == null || ordered.containsKey(id)) {
      return;
    }
    if (path.contains(id)) {
      throw new TemplateException(
          "circular dependency: " + String.join(" -> ", path) + " -> " + id);
    }
    path.add(id);
    dependencies.getOrDefault(id, Set.of()).forEach(other -> place(other, resolved, path));
    path.removeLast();
    ordered.put(id, resource);
  }

  private Map<String, String> outputs(JsonNode outputs) {
    var values = new LinkedHashMap<String, String>();
    for (var output : outputs.properties()) {
      var declared = output.getValue();
      if (declared.has("Condition") && !intrinsics.condition(declared.get("Condition").asText())) {
        continue;
      }
      try {
        var value =
            intrinsics.resolve(declared.path("Value"), new References(new LinkedHashSet<>()));
        if (!value.isMissingNode()) {
          values.put(output.getKey(), localUrls(value).asText());
          if (declared.has("Export")) {
            export(output.getKey(), declared.path("Export"));
          }
        }
      } catch (TemplateException e) {
        throw e.at("output " + output.getKey());
      }
    }
    return values;
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

  private ResourceTypes.Identity identity(RawResource raw) {
    return new ResourceTypes.Identity(
        raw.logicalId(), raw.type(), settings, name -> nameProperty(raw, name));
  }

  /** Resolves a property that a name is made of; such properties must not depend on each other. */
  private JsonNode nameProperty(RawResource raw, String name) {
    var property = raw.properties().path(name);
    if (property.isMissingNode()) {
      return MissingNode.getInstance();
    }
    if (!naming.add(raw.logicalId())) {
      throw new TemplateException("circular dependency: the names of " + naming);
    }
    try {
      return intrinsics.resolve(property, new References(new LinkedHashSet<>()));
    } finally {
      naming.remove(raw.logicalId());
    }
  }

  /** Puts the local API's URL where AWS's would stand. */
  private JsonNode localUrls(JsonNode node) {
    if (node.isTextual()) {
      var text = node.asText();
      return text.contains(".execute-api.") ? TextNode.valueOf(localUrl(text)) : node;
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
      if (APIS.contains(resource.type())) {
        var host = types.ref(identity(resource)) + ".execute-api." + settings.region();
        var url = Pattern.compile("https://" + Pattern.quote(host) + "\\.amazonaws\\.com");
        changed =
            url.matcher(changed)
                .replaceAll(
                    Matcher.quoteReplacement(settings.apiUrl().apply(resource.logicalId())));
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
        return null;
      }
      needed.add(raw.logicalId());
      return TextNode.valueOf(types.ref(identity(raw)));
    }

    @Override
    public @Nullable JsonNode attribute(String logicalId, String attribute) {
      if (referable.containsKey(logicalId + "." + attribute)) {
        return ref(logicalId + "." + attribute);
      }
      var raw = resources.get(logicalId);
      if (raw == null) {
        return null;
      }
      needed.add(logicalId);
      return TextNode.valueOf(types.attribute(identity(raw), attribute));
    }

    @Override
    public JsonNode imported(String export) {
      var value = settings.exports().get(export);
      if (value == null) {
        throw new TemplateException("No export named " + export + " found");
      }
      imports.add(export);
      return TextNode.valueOf(value);
    }
  }
}

package localcloud.sam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of supported resource types, {@code resource-types.yaml}. */
final class ResourceTypes {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");
  private static final Set<String> EVERYWHERE = Set.of("Tags", "Description");

  private final JsonNode types;

  private ResourceTypes(JsonNode types) {
    this.types = types;
  }

  static ResourceTypes load() {
    var file = "resource-types.yaml";
    try (var in = ResourceTypes.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return new ResourceTypes(YamlFile.plain(file, new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses a type or property that the local cloud does not know. */
  void check(String type, JsonNode properties) {
    if (!types.has(type)) {
      throw new UnsupportedTemplateException("resource type " + type + " is not supported locally");
    }
    var known = new ArrayList<String>(EVERYWHERE);
    for (var list : List.of("used", "withoutEffect")) {
      types.get(type).path(list).forEach(property -> known.add(property.asText()));
    }
    if (!known.contains("*")) {
      check(type, "", properties, known);
    }
    for (var required : types.get(type).path("required")) {
      if (!properties.has(required.asText())) {
        throw new TemplateException(type + " needs the property " + required.asText());
      }
    }
  }

  /** The resource as it runs here: with the properties under {@code used} alone. */
  StackResource runnable(StackResource resource) {
    var type = types.get(resource.type());
    if (type.has("notRun")) {
      throw new UnsupportedTemplateException(
          resource.type() + " does not run locally: " + type.get("notRun").asText());
    }
    var used =
        type.path("used")
            .valueStream()
            .map(name -> name.asText().replaceFirst("\\..*", ""))
            .toList();
    var properties = ((ObjectNode) resource.properties()).deepCopy().retain(used);
    return new StackResource(
        resource.logicalId(),
        resource.type(),
        properties,
        resource.ref(),
        resource.attributes(),
        resource.metadata());
  }

  private static void check(String type, String path, JsonNode properties, List<String> known) {
    for (var property : properties.properties()) {
      var name = path + property.getKey();
      if (known.contains(name)) {
        continue;
      }
      if (known.stream().noneMatch(one -> one.startsWith(name + "."))) {
        throw new UnsupportedTemplateException(
            "property " + name + " of " + type + " is not supported locally");
      }
      check(type, name + ".", property.getValue(), known);
    }
  }

  /** The names of the attributes that Fn::GetAtt knows for a type. */
  List<String> attributes(String type) {
    return types.get(type).path("attributes").propertyStream().map(Map.Entry::getKey).toList();
  }

  /** What Ref answers. */
  String ref(Identity identity) {
    return fill(types.get(identity.type).get("ref").asText(), identity);
  }

  /** What Fn::GetAtt answers. */
  String attribute(Identity identity, String attribute) {
    var template = types.get(identity.type).path("attributes").path(attribute);
    if (template.isMissingNode()) {
      throw new UnsupportedTemplateException(
          "GetAtt %s.%s: no such attribute of %s"
              .formatted(identity.logicalId, attribute, identity.type));
    }
    return fill(template.asText(), identity);
  }

  private String fill(String template, Identity identity) {
    return VARIABLE
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1), identity)));
  }

  private String variable(String name, Identity identity) {
    var settings = identity.settings;
    return switch (name) {
      case "partition" -> "aws";
      case "region" -> settings.region();
      case "account" -> settings.accountId();
      case "stack" -> settings.stackName();
      case "endpoint" -> settings.endpointUrl();
      case "id" -> identity.logicalId;
      case "name" -> name(identity);
      case "groupName" -> group(identity);
      case "busRef" -> bus(identity).isEmpty() ? "" : bus(identity) + "|";
      case "busPath" -> bus(identity).isEmpty() ? "" : bus(identity) + "/";
      case "uuid" -> UUID.nameUUIDFromBytes(identity.seed().getBytes(UTF_8)).toString();
      default ->
          name.startsWith("hash")
              ? hash(identity.seed(), Integer.parseInt(name.substring(4)))
              : lastPart(identity.property.apply(name).asText());
    };
  }

  /** The physical name: the one in the template, else {@code <stack>-<logical ID>}. */
  private String name(Identity identity) {
    var named = identity.property.apply(types.get(identity.type).path("name").asText());
    if (!named.isMissingNode()) {
      return named.asText();
    }
    var isFifo =
        identity.property.apply("FifoQueue").asBoolean()
            || identity.property.apply("FifoTopic").asBoolean();
    return identity.settings.stackName() + "-" + identity.logicalId + (isFifo ? ".fifo" : "");
  }

  /** The group of a schedule. */
  private static String group(Identity identity) {
    var group = identity.property.apply("GroupName");
    return group.isMissingNode() ? "default" : group.asText();
  }

  /** The bus of a rule, empty for the default one. */
  private static String bus(Identity identity) {
    var bus = lastPart(identity.property.apply("EventBusName").asText());
    return bus.equals("default") ? "" : bus;
  }

  /** The name in an ARN, or the name itself. */
  private static String lastPart(String nameOrArn) {
    return nameOrArn.startsWith("arn:") ? nameOrArn.replaceFirst("^.*[:/]", "") : nameOrArn;
  }

  private static String hash(String seed, int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(UTF_8));
      return new BigInteger(1, digest).toString(36).substring(0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a resource's name and identifiers are made of.
   *
   * @param property resolves one property of the resource; missing if it has none of that name
   */
  record Identity(
      String logicalId, String type, StackSettings settings, Function<String, JsonNode> property) {
    private String seed() {
      return settings.accountId()
          + "/"
          + settings.region()
          + "/"
          + settings.stackName()
          + "/"
          + logicalId;
    }
  }
}

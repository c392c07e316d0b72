package localcloud.sam;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** The types that have no handler of their own yet, from {@code resource-types.yaml}. */
final class LegacyTypes {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  private LegacyTypes() {}

  static List<ResourceHandler> load() {
    var file = "resource-types.yaml";
    try (var in = LegacyTypes.class.getResourceAsStream(file)) {
      var types = YamlFile.plain(file, new String(in.readAllBytes(), UTF_8));
      var handlers = new ArrayList<ResourceHandler>();
      types.forEachEntry((name, type) -> handlers.add(new Legacy(type(name, type))));
      return handlers;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Legacy(ResourceType type) implements ResourceHandler {
    @Override
    public Creation read(Resource resource) {
      type.applied().forEach(name -> resource.properties().json(name));
      return Creation.NONE;
    }
  }

  private static ResourceType type(String name, JsonNode type) {
    var built = ResourceType.of(name).named(type.path("name").asText());
    built.required(texts(type.path("required"))).applied(texts(type.path("used")));
    built.withoutEffect(texts(type.path("withoutEffect")));
    built.ref(identity -> fill(type.path("ref").asText(), identity));
    type.path("attributes")
        .forEachEntry(
            (key, value) -> built.attribute(key, identity -> fill(value.asText(), identity)));
    type.path("refused").forEachEntry((property, to) -> built.refused(property, to.asText()));
    if (type.has("notRun")) {
      built.notRun(type.get("notRun").asText());
    }
    return built.build();
  }

  private static String[] texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toArray(String[]::new);
  }

  private static String fill(String template, Identity identity) {
    return VARIABLE
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1), identity)));
  }

  private static String variable(String name, Identity identity) {
    return switch (name) {
      case "partition" -> "aws";
      case "region" -> identity.region();
      case "account" -> identity.account();
      case "stack" -> identity.stack();
      case "endpoint" -> identity.endpoint();
      case "id" -> identity.logicalId();
      case "name" -> identity.name();
      case "groupName" ->
          identity.text("GroupName").isEmpty() ? "default" : identity.text("GroupName");
      case "uuid" -> identity.uuid();
      default ->
          name.startsWith("hash")
              ? identity.hash(Integer.parseInt(name.substring(4)))
              : identity.nameIn(name);
    };
  }
}

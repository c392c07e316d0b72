package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each property of SAM's own types that is accepted changes what the resource is expanded into.
 * There its handler applies it, or lists it as without effect: so none can be accepted and lost.
 */
class SamPropertiesTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/handlers/sam-properties.yaml");

  private static final StackSettings SETTINGS =
      StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());

  /** They say when SAM makes a new version or deployment, which the hash in its ID shows. */
  private static final Set<String> OF_THE_HASH =
      Set.of("AutoPublishCodeSha256", "AutoPublishAliasAllProperties", "AlwaysDeploy");

  /** They stand instead of a property of the base, or are required. */
  private static final Set<String> INSTEAD =
      Set.of("InlineCode", "DefinitionUri", "DeploymentPreference.Type");

  @TempDir Path folder;

  record Example(String type, String property, ObjectNode base, ObjectNode with) {
    @Override
    public String toString() {
      return type + " " + property;
    }
  }

  @BeforeEach
  void writeWhatTheExamplesName() throws IOException {
    Files.writeString(folder.resolve("api.yaml"), "{openapi: 3.0.1, paths: {/file: {get: {}}}}");
    Files.writeString(
        folder.resolve("machine.json"),
        "{\"StartAt\":\"F\",\"States\":{\"F\":{\"Type\":\"Succeed\"}}}");
  }

  @Test
  void everyPropertyThatIsAcceptedHasAnExample() {
    for (var handler : ServerlessTypes.ALL) {
      var type = handler.type();
      assertThat(examples().filter(one -> one.type().equals(type.name())).map(Example::property))
          .as(type.name())
          .containsAll(type.accepted());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itChangesTheExpansion(Example example) throws IOException {
    if (isWithoutEffect(example)) {
      assertThat(plan(example).withoutEffect())
          .anyMatch(line -> line.equals(example.type() + ": " + example.property()));
      return;
    }
    var without = without(example);
    var isOfTheHash = OF_THE_HASH.contains(example.property());

    assertThat(expanded(example.type(), example.with(), isOfTheHash))
        .isNotEqualTo(expanded(example.type(), without, isOfTheHash));
  }

  private static boolean isWithoutEffect(Example example) {
    return ServerlessTypes.ALL.stream()
        .filter(handler -> handler.type().name().equals(example.type()))
        .anyMatch(
            handler -> handler.type().withoutEffectIn(example.with()).contains(example.property()));
  }

  private static ObjectNode without(Example example) {
    var without = example.with().deepCopy();
    var path = example.property().split("\\.");
    if (example.base().has(path[0])) {
      without.set(path[0], example.base().get(path[0]));
    } else if (path.length == 1) {
      without.remove(path[0]);
    } else {
      ((ObjectNode) without.get(path[0])).remove(path[1]);
    }
    return INSTEAD.contains(example.property()) ? example.base() : without;
  }

  static Stream<Example> examples() {
    return YamlFile.plain(EXAMPLES).properties().stream()
        .flatMap(
            type -> {
              var base = (ObjectNode) type.getValue().get("base");
              return type.getValue().properties().stream()
                  .filter(one -> !one.getKey().equals("base"))
                  .map(
                      one ->
                          new Example(
                              type.getKey(), one.getKey(), base, merged(base, one.getValue())));
            });
  }

  /** A null takes a property of the base away. */
  private static ObjectNode merged(ObjectNode base, JsonNode more) {
    var merged = base.deepCopy();
    for (var property : more.properties()) {
      if (property.getValue().isNull()) {
        merged.remove(property.getKey());
      } else {
        merged.set(property.getKey(), property.getValue());
      }
    }
    return merged;
  }

  private Map<String, String> expanded(String type, ObjectNode properties, boolean withHashes)
      throws IOException {
    var resources = new TreeMap<String, String>();
    SamTemplate.load(write(type, properties), SETTINGS, ResourceHandlers.ALL)
        .resources()
        .forEach((id, resource) -> resources.put(id, resource.type() + resource.properties()));
    return withHashes ? resources : withoutHashes(resources);
  }

  private StackPlan plan(Example example) throws IOException {
    var file = write(example.type(), example.with());
    return SamTemplate.check(file, SETTINGS, ResourceHandlers.ALL);
  }

  private Path write(String type, ObjectNode properties) throws IOException {
    var thing = Json.object("Type", type, "Properties", properties);
    var template = Json.object("Resources", Json.object("Thing", thing));
    return Files.writeString(folder.resolve("template.yaml"), template.toString());
  }

  private static Map<String, String> withoutHashes(Map<String, String> resources) {
    var plain = new TreeMap<String, String>();
    resources.forEach((id, text) -> plain.put(plain(id), plain(text)));
    return plain;
  }

  private static String plain(String text) {
    return text.replaceAll("(Version|Deployment)[0-9a-f]{10}", "$1")
        .replaceAll("\"DeploymentId\":\"\\w+\"", "");
  }
}

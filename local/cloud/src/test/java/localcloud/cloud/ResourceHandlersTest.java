package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackPlan;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A resource property is applied, listed as without effect, or refused. {@code every-property.yaml}
 * has every property that is applied, of every type: a new one is added there.
 */
class ResourceHandlersTest {
  private static final Path EVERY_PROPERTY =
      Path.of("src/test/resources/handlers/every-property.yaml");

  @TempDir Path folder;

  @Test
  void everyPropertyThatIsAppliedIsInTheTemplateThatHasThemAll() {
    var stack = SamTemplate.load(EVERY_PROPERTY, settings(), ResourceHandlers.ALL);
    var missing = new ArrayList<String>();
    for (var handler : ResourceHandlers.ALL) {
      var type = handler.type();
      for (var path : type.applied()) {
        if (stack.ofType(type.name()).stream()
            .noneMatch(resource -> isGiven(path, resource.properties()))) {
          missing.add(type.name() + " " + path);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void aCloudStartsWithThemAll() throws IOException {
    var code = Path.of("target/test-classes/com/example/sample/WriteNoteHandler.class");
    for (var function : stackOf(EVERY_PROPERTY).ofType("AWS::Lambda::Function")) {
      var copy =
          folder.resolve(function.logicalId()).resolve("com/example/sample/WriteNoteHandler.class");
      Files.createDirectories(copy.resolveSibling("."));
      Files.copy(code, copy);
    }
    try (var cloud = LocalCloud.start(LocalCloudSettings.of(EVERY_PROPERTY, folder))) {
      assertThat(cloud.stack().resources()).isNotEmpty();
    }
  }

  private static Stack stackOf(Path template) {
    return SamTemplate.load(template, settings(), ResourceHandlers.ALL);
  }

  @Test
  void aPropertyThatIsAcceptedAndNotReadStopsTheStart() {
    var type = ResourceType.of("Test::Forgetful").applied("Read", "Forgotten.Inner").build();
    assertThatThrownBy(
            () ->
                plan(
                    "One: {Type: Test::Forgetful, Properties: {Read: 1, Forgotten: {Inner: 2}}}",
                    handler(type, properties -> properties.text("Read"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The handler of Test::Forgetful does not read [Forgotten.Inner]");
  }

  @Test
  void aHandlerCannotReadWhatItsTypeDoesNotDeclare() {
    var type = ResourceType.of("Test::Curious").applied("A.B").withoutEffect("C").build();
    for (var name : List.of("C", "D", "B")) {
      assertThatThrownBy(
              () ->
                  plan(
                      "One: {Type: Test::Curious, Properties: {C: 1}}",
                      handler(type, properties -> properties.text(name))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Test::Curious does not declare " + name + " as applied");
    }
  }

  @Test
  void whatHasNoEffectReachesNoHandlerAndIsListed() throws IOException {
    var type = ResourceType.of("Test::Partial").applied("A.B").withoutEffect("A.C", "D").build();
    var seen = new ArrayList<String>();
    var plan =
        plan(
            "One: {Type: Test::Partial, Properties: {A: {B: 1, C: 2}, D: 3, Tags: []}}",
            handler(type, properties -> seen.add(properties.json("A").toString())));
    assertThat(seen).containsExactly("{\"B\":1}");
    assertThat(plan.withoutEffect()).containsExactly("Test::Partial: A.C, D");
    assertThat(plan.stack().resources().get("One").properties()).hasToString("{\"A\":{\"B\":1}}");
  }

  private interface Reading {
    void of(Properties properties);
  }

  private static ResourceHandler handler(ResourceType type, Reading reading) {
    return new ResourceHandler() {
      @Override
      public ResourceType type() {
        return type;
      }

      @Override
      public Creation read(Resource resource) {
        reading.of(resource.properties());
        return Creation.NONE;
      }
    };
  }

  private StackPlan plan(String resources, ResourceHandler... more) throws IOException {
    var file =
        Files.writeString(
            folder.resolve("template.yaml"),
            "Transform: AWS::Serverless-2016-10-31\nResources:\n" + resources.indent(2));
    var handlers = new ArrayList<>(ResourceHandlers.ALL);
    handlers.addAll(List.of(more));
    return SamTemplate.plan(file, settings(), folder, handlers);
  }

  private static StackSettings settings() {
    return StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", Map.of());
  }

  private static boolean isGiven(String path, JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().anyMatch(element -> isGiven(path, element));
    }
    var dot = path.indexOf('.');
    return dot < 0
        ? node.has(path)
        : isGiven(path.substring(dot + 1), node.path(path.substring(0, dot)));
  }
}

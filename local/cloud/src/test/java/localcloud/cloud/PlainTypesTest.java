package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The types that have no handler of their own yet: what is listed as used must be read by the class
 * that creates them.
 */
class PlainTypesTest {
  private static final String CLOUD = "../cloud/src/main/java/localcloud/";
  private static final Path TYPES =
      Path.of("../sam-template/src/main/resources/localcloud/sam/resource-types.yaml");

  /** Who reads a type's properties. A type that is not here has no effect or is not run. */
  private static final Map<String, List<String>> HANDLERS =
      Map.ofEntries(
          Map.entry("AWS::ApiGateway::RestApi", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::Stage", List.of(CLOUD + "cloud/ApiResources")),
          Map.entry(
              "AWS::ApiGateway::Deployment",
              List.of(CLOUD + "cloud/ApiResources", CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::Resource", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::Method", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::Authorizer", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::Model", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::RequestValidator", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGateway::GatewayResponse", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGatewayV2::Api", List.of(CLOUD + "cloud/RestApiParts")),
          Map.entry("AWS::ApiGatewayV2::Stage", List.of(CLOUD + "cloud/ApiResources")));

  @Test
  void everyTypeThatSomethingIsUsedOfHasItsHandler() {
    var used =
        types()
            .propertyStream()
            .filter(type -> !type.getKey().startsWith("AWS::Serverless::"))
            .filter(type -> !type.getValue().path("used").isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(used).containsExactlyInAnyOrderElementsOf(HANDLERS.keySet());
  }

  @Test
  void whatIsListedAsUsedIsReadByItsHandler() {
    var unread = new ArrayList<String>();
    HANDLERS.forEach(
        (type, handlers) -> {
          var source = handlers.stream().map(PlainTypesTest::source).collect(Collectors.joining());
          for (var property : types().get(type).path("used")) {
            var name = property.asText().replaceFirst(".*\\.", "");
            var isName = types().get(type).path("name").asText().equals(name);
            if (!isName && !source.contains('"' + name) && !source.contains("/" + name)) {
              unread.add(type + ": " + property.asText());
            }
          }
        });
    assertThat(unread).isEmpty();
  }

  private static JsonNode types() {
    return new ObjectMapper().valueToTree(new Yaml().load(read(TYPES)));
  }

  private static String source(String file) {
    return read(Path.of(file + ".java"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

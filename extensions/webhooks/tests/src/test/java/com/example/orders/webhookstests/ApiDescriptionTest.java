package com.example.orders.webhookstests;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml} describes the routes of the template, all of them and no others. */
class ApiDescriptionTest {
  private static final Path FOLDER = Project.find().root().resolve("extensions/webhooks");
  private static final Pattern ROUTE =
      Pattern.compile("Method: (\\w+),\\s+Path: (\"[^\"]+\"|[^\"}\\s]+)");

  @Test
  void describesEveryRouteAndNoOther() throws IOException {
    var routes =
        ROUTE
            .matcher(Files.readString(FOLDER.resolve("template.yaml")))
            .results()
            .map(found -> found.group(1) + " " + found.group(2).replace("\"", ""))
            .toList();
    assertThat(routes).hasSize(8).contains("GET /webhooks", "DELETE /webhooks/{endpointId}");
    assertThat(described()).containsExactlyInAnyOrderElementsOf(routes);
  }

  private static Stream<String> described() throws IOException {
    var text = Files.readString(FOLDER.resolve("openapi.yaml"));
    Map<String, Map<String, Map<String, Object>>> description =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return description.get("paths").entrySet().stream()
        .flatMap(
            path ->
                path.getValue().keySet().stream()
                    .filter(method -> !method.equals("parameters"))
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
  }
}

package com.example.orders.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.contract.AsyncApi.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/events.md} is made of the schemas and the core's document. */
class EventsPageTest {
  private static final AsyncApi CORE = AsyncApi.read(AsyncApi.ofCore());

  @Test
  void theTableIsThatOfTheSchemas() throws IOException {
    var page = Files.readAllLines(EventSchemas.ROOT.resolve("docs/events.md"));

    assertThat(page.stream().filter(line -> line.startsWith("| [`")))
        .containsExactlyElementsOf(CORE.schemas().stream().sorted().map(this::row).toList());
  }

  private String row(Path file) {
    var schema = EventSchemas.read(file);
    var type = schema.at("/properties/detail-type/const").asText();
    return "| [`%s`](../api/events/%s) %s | %s | %s | %s |"
        .formatted(
            schema.path("title").asText(),
            file.getFileName(),
            file.getFileName().toString().replaceFirst(".*\\.v(\\d+)\\.json", "$1"),
            fields(schema.at("/properties/detail/properties/data")),
            resources(CORE.senders(), type),
            resources(CORE.receivers(), type));
  }

  private static String fields(JsonNode data) {
    if (data.isMissingNode()) {
      return "AWS's record of an invoke";
    }
    var required =
        StreamSupport.stream(data.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    return data.path("properties")
        .propertyStream()
        .map(
            field -> (required.contains(field.getKey()) ? "`" : "perhaps `") + field.getKey() + "`")
        .collect(Collectors.joining(", "));
  }

  private static String resources(List<Operation> operations, String type) {
    var names =
        operations.stream()
            .filter(operation -> operation.messages().contains(type))
            .map(operation -> "`" + operation.resource() + "`")
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "nobody" : names;
  }
}

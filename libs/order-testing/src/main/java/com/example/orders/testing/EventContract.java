package com.example.orders.testing;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What events must be like: the schemas of {@code api/events/}, and of the folder {@code
 * api/events} of each extension that publishes any. {@code docs/events.md} says how one changes.
 */
public final class EventContract {
  private static final String OURS = "orderly.";
  private static final ObjectMapper JSON = OrderJson.mapper();

  /** What decides which schema an event is held to. */
  private record Type(String source, String name, int version) {}

  private final Map<Type, JsonSchema> schemas = new HashMap<>();

  private EventContract(List<Path> files) {
    var factory = JsonSchemaFactory.getInstance(VersionFlag.V7);
    for (var file : files) {
      var schema = read(file);
      var type = typeOfSchema(schema);
      if (schemas.put(type, factory.getSchema(schema)) != null) {
        throw new IllegalStateException("Two schemas of " + type);
      }
    }
  }

  /** That of the checkout which the working directory is in. */
  public static EventContract ofCheckout() {
    return new EventContract(schemas(checkout()));
  }

  /** The schemas of the core and of all extensions. */
  public static List<Path> schemas(Path checkout) {
    var folders = new ArrayList<>(List.of(checkout.resolve("api/events")));
    list(checkout.resolve("extensions"))
        .map(extension -> extension.resolve("api/events"))
        .filter(Files::isDirectory)
        .forEach(folders::add);
    return folders.stream()
        .flatMap(EventContract::list)
        .filter(file -> file.toString().endsWith(".json"))
        .toList();
  }

  /**
   * What is wrong with an event.
   *
   * @param event as a bus gives it to its targets
   * @return nothing if it keeps the contract, or is somebody else's and no contract is about it
   */
  public List<String> violations(JsonNode event) {
    var type = type(event);
    var schema = schemas.get(type);
    if (schema == null) {
      return type.source().startsWith(OURS)
          ? List.of("no schema is about version " + type.version() + " of " + type.name())
          : List.of();
    }
    var found =
        new ArrayList<>(
            schema.validate(event).stream().map(ValidationMessage::getMessage).sorted().toList());
    if (type.source().equals("orderly.orders")) {
      found.addAll(contradictions(event));
    }
    return List.copyOf(found);
  }

  /**
   * The same for an event that is not on a bus yet.
   *
   * @param detail JSON
   */
  public List<String> violations(String source, String detailType, String detail) {
    var event =
        JSON.createObjectNode()
            .put("version", "0")
            .put("id", "7bf73129-1428-4cd3-a780-95db273d1602")
            .put("detail-type", detailType)
            .put("source", source)
            .put("account", "000000000000")
            .put("time", "2026-11-21T03:15:09Z")
            .put("region", "us-east-1");
    event.putArray("resources");
    event.set("detail", parse(detail));
    return violations(event);
  }

  /** A schema sees each field by itself; consumers deduplicate by what joins them. */
  private static List<String> contradictions(JsonNode event) {
    var data = event.at("/detail/data");
    var key =
        String.join(
            "#",
            data.path("customer").asText(),
            data.path("orderId").asText(),
            event.path("detail-type").asText());
    var found = new ArrayList<String>();
    if (!event.at("/detail/metadata/idempotencyKey").asText().equals(key)) {
      found.add("$.detail.metadata.idempotencyKey: is not " + key);
    }
    if (!event.at("/detail/metadata/correlationId").equals(data.path("orderId"))) {
      found.add("$.detail.metadata.correlationId: is not the order's ID");
    }
    return found;
  }

  private static Type type(JsonNode event) {
    return new Type(
        event.path("source").asText(),
        event.path("detail-type").asText(),
        event.at("/detail/metadata/schemaVersion").asInt());
  }

  /** What AWS publishes has no version of ours: 0. */
  private static Type typeOfSchema(JsonNode schema) {
    return new Type(
        schema.at("/properties/source/const").asText(),
        schema.at("/properties/detail-type/const").asText(),
        schema.at("/properties/detail/properties/metadata/properties/schemaVersion/const").asInt());
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Stream<Path> list(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path checkout() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at;
      }
    }
    throw new IllegalStateException("No folder above this one holds mvnw");
  }
}

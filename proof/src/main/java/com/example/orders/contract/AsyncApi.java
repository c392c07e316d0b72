package com.example.orders.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An AsyncAPI document whose operations say which resource of a template they are: {@code
 * x-resource}, and {@code x-rule} for one that receives.
 */
public record AsyncApi(Path file, JsonNode document) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One operation.
   *
   * @param messages the names of its messages, which are their events' detail types
   */
  public record Operation(String resource, String rule, Set<String> messages) {}

  /** A node with the document that its own references start from. */
  private record Place(Path file, JsonNode node) {}

  /** The core's. */
  public static Path ofCore() {
    return EventSchemas.ROOT.resolve("api/asyncapi.yaml");
  }

  /** An extension's. */
  public static Path of(String extension) {
    return EventSchemas.ROOT.resolve("extensions").resolve(extension).resolve("api/asyncapi.yaml");
  }

  public static AsyncApi read(Path file) {
    return new AsyncApi(file, tree(file));
  }

  /** Whoever publishes. */
  public List<Operation> senders() {
    return operations("send");
  }

  /** Whoever listens. */
  public List<Operation> receivers() {
    return operations("receive");
  }

  /** The schemas of all messages that its operations name. */
  public Set<Path> schemas() {
    return all()
        .flatMap(this::messages)
        .map(message -> schema(message))
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<Operation> operations(String action) {
    return all()
        .filter(operation -> operation.path("action").asText().equals(action))
        .map(
            operation ->
                new Operation(
                    operation.path("x-resource").asText(),
                    operation.path("x-rule").asText(),
                    messages(operation)
                        .map(message -> message.node().path("name").asText())
                        .collect(Collectors.toUnmodifiableSet())))
        .toList();
  }

  private Stream<JsonNode> all() {
    return document.path("operations").valueStream();
  }

  private Stream<Place> messages(JsonNode operation) {
    return operation.path("messages").valueStream().map(one -> resolved(new Place(file, one)));
  }

  private static Path schema(Place message) {
    var reference = message.node().at("/payload/schema/$ref").asText();
    return message.file().resolveSibling(reference).normalize();
  }

  /** References lead to references: each step of the way may be one. */
  private static Place resolved(Place place) {
    var reference = place.node().path("$ref").asText();
    if (reference.isEmpty()) {
      return place;
    }
    var hash = reference.indexOf('#');
    var file =
        hash == 0
            ? place.file()
            : place.file().resolveSibling(reference.substring(0, hash)).normalize();
    var at = new Place(file, tree(file));
    for (var step : reference.substring(hash + 2).split("/")) {
      at = resolved(new Place(at.file(), at.node().path(step)));
      if (at.node().isMissingNode()) {
        throw new IllegalStateException(place.file() + ": nothing is at " + reference);
      }
    }
    return at;
  }

  private static JsonNode tree(Path file) {
    try {
      Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      return JSON.valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}

package com.example.orders.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import localcloud.cloud.ResourceHandlers;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.sam.StackSettings;

/** A template after the SAM transform, resolved, in the form that the rules look at. */
record TransformedTemplate(List<Resource> resources) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STACK = "a-stack";

  /**
   * One resource.
   *
   * @param arn what other resources refer to it by
   * @param metadata what the template says of it beside its properties
   */
  record Resource(String id, String type, String arn, ObjectNode properties, JsonNode metadata) {

    /** Of which nothing more is said. */
    Resource(String id, String type, String arn, ObjectNode properties) {
      this(id, type, arn, properties, JSON.createObjectNode());
    }

    JsonNode at(String pointer) {
      return properties.at(pointer);
    }

    /** What a metric's dimension may call it: its ARN or the name at the ARN's end. */
    Set<String> names() {
      return new HashSet<>(List.of(arn, arn.replaceFirst("^.*[:/]", "")));
    }

    Resource copy() {
      return new Resource(id, type, arn, properties.deepCopy(), metadata.deepCopy());
    }
  }

  static TransformedTemplate load(Path file, Map<String, String> parameters) {
    var settings =
        StackSettings.local(STACK, "http://127.0.0.1:4566", "http://127.0.0.1:3000", parameters);
    return of(SamTemplate.load(file, settings, ResourceHandlers.ALL));
  }

  /** Ours, as prod and with every option on, so that conditional resources are there. */
  static TransformedTemplate ours() {
    return load(
        Path.of("").toAbsolutePath().getParent().resolve("template.yaml"),
        Map.of(
            "Stage", "prod",
            "ApiAccessLogs", "on",
            "AlarmEmail", "on-call@example.com",
            "PaymentBreaker", "on",
            "TrafficShift", "Canary10Percent5Minutes",
            "Settings", "on",
            "ExpressLane", "on",
            "PermissionsBoundaryArn", "arn:aws:iam::000000000000:policy/boundary"));
  }

  static TransformedTemplate of(Stack stack) {
    return new TransformedTemplate(
        stack.resources().values().stream().map(TransformedTemplate::resource).toList());
  }

  private static Resource resource(StackResource resource) {
    var properties = (ObjectNode) resource.properties().deepCopy();
    if (properties.has("DefinitionString")) {
      properties.set("Definition", parse(properties.remove("DefinitionString").asText()));
    }
    return new Resource(
        resource.logicalId(), resource.type(), resource.arn(), properties, resource.metadata());
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** The stack's name, which every physical name must contain. */
  static String stackName() {
    return STACK;
  }

  /** A pattern of the stack's name, and of that of the core beside it. */
  static String anyStack() {
    return "(%s|%s)".formatted(STACK, ExtensionsTest.CORE);
  }

  TransformedTemplate copy() {
    return new TransformedTemplate(
        new ArrayList<>(resources.stream().map(Resource::copy).toList()));
  }

  /** This one's resources and another one's, which may refer to them. */
  TransformedTemplate and(TransformedTemplate other) {
    return new TransformedTemplate(
        Stream.of(this, other).flatMap(one -> one.resources.stream()).toList());
  }

  Stream<Resource> ofType(String type) {
    return resources.stream().filter(resource -> resource.type().equals(type));
  }

  Resource get(String id) {
    return resources.stream()
        .filter(resource -> resource.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no resource " + id));
  }

  /** The resource of a type that an ARN, URL or name refers to. */
  Stream<Resource> referredTo(String type, JsonNode reference) {
    var name =
        reference
            .asText()
            .replaceFirst("(:function:[^:]+):[^:]+$", "$1") // an alias
            .replaceFirst("^.*[:/]", "");
    return ofType(type).filter(resource -> resource.arn().replaceFirst("^.*[:/]", "").equals(name));
  }

  /** A value as a list: a list as it is, anything else as its only element. */
  static Stream<JsonNode> each(JsonNode node) {
    return node.isArray()
        ? node.valueStream()
        : node.isMissingNode() ? Stream.empty() : Stream.of(node);
  }
}

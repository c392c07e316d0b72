package com.example.orders.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import localcloud.cloud.ResourceHandlers;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.sam.StackSettings;

/** What the resources of a transformed template say about load. */
public record Deployment(Stack stack) {
  /** The path of POST /orders as the stage's settings write it. */
  public static final String ORDERS = "/~1orders";

  public static final String ALL_METHODS = "/*";
  public static final String INTAKE = "AcceptOrdersFunctionOrders";
  public static final String EXPRESS_INTAKE = "AcceptOrdersFunctionExpressOrders";
  public static final String WAREHOUSE = "SimulateWarehouseFunctionShipments";

  private static final String MAPPING = "AWS::Lambda::EventSourceMapping";

  public static Deployment of(Path template, Map<String, String> parameters) {
    return new Deployment(
        SamTemplate.load(
            template,
            StackSettings.local(
                "a-stack", "http://127.0.0.1:4566", "http://127.0.0.1:3000", parameters),
            ResourceHandlers.ALL));
  }

  /** Requests a second that the stage lets in. */
  public int rate(String path) {
    return throttle(path, "ThrottlingRateLimit");
  }

  /** Requests at once that the stage lets in above the rate. */
  public int burst(String path) {
    return throttle(path, "ThrottlingBurstLimit");
  }

  private int throttle(String path, String name) {
    return only("AWS::ApiGateway::Stage")
        .at("/MethodSettings")
        .valueStream()
        .filter(setting -> setting.path("ResourcePath").asText().equals(path))
        .mapToInt(setting -> setting.path(name).asInt())
        .sum();
  }

  /** Batches that a mapping hands to its function at once. */
  public int consumers(String mapping) {
    return get(mapping).at("/ScalingConfig/MaximumConcurrency").asInt();
  }

  /** The same of all mappings together. */
  public int consumers() {
    return ofType(MAPPING)
        .mapToInt(mapping -> mapping.at("/ScalingConfig/MaximumConcurrency").asInt())
        .sum();
  }

  public int batch(String mapping) {
    return get(mapping).at("/BatchSize").asInt();
  }

  /** The queue that a mapping reads. */
  public JsonNode queueOf(String mapping) {
    var arn = get(mapping).at("/EventSourceArn").asText();
    return stack.ofType("AWS::SQS::Queue").stream()
        .filter(queue -> queue.arn().equals(arn))
        .map(StackResource::properties)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(mapping + " reads no queue of the stack"));
  }

  /** The name of the function that a mapping invokes. */
  String functionOf(String mapping) {
    return nameIn(get(mapping).at("/FunctionName").asText());
  }

  /** A function's name by its logical ID. */
  public String name(String id) {
    return nameIn(resource(id).arn());
  }

  /** What the invocations of a function's events are held to, under whatever alias. */
  JsonNode asynchronousInvokes(String id) {
    return ofType("AWS::Lambda::EventInvokeConfig")
        .filter(config -> nameIn(config.path("FunctionName").asText()).equals(name(id)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no EventInvokeConfig"));
  }

  /** Concurrency that is kept for single functions, by their names. */
  public Map<String, Integer> reserved() {
    return stack.ofType("AWS::Lambda::Function").stream()
        .filter(function -> function.properties().has("ReservedConcurrentExecutions"))
        .collect(
            Collectors.toMap(
                function -> nameIn(function.arn()),
                function -> function.properties().path("ReservedConcurrentExecutions").asInt()));
  }

  /** The function's name in a name or an ARN, with or without an alias. */
  static String nameIn(String nameOrArn) {
    return nameOrArn
        .replaceFirst("^arn:[^:]*:lambda:[^:]*:[^:]*:function:", "")
        .replaceFirst(":.*", "");
  }

  /** The longest time, in seconds, that a function may take. */
  public int longestFunction() {
    return ofType("AWS::Lambda::Function")
        .mapToInt(function -> function.at("/Timeout").asInt())
        .max()
        .orElseThrow();
  }

  /** The workflow as it is deployed. */
  public OrderPath workflow() {
    return OrderPath.of(this);
  }

  /** Whether what is switched on has this resource. */
  boolean has(String id) {
    return stack.resources().containsKey(id);
  }

  /** A resource's properties by its logical ID. */
  public JsonNode get(String id) {
    return resource(id).properties();
  }

  private StackResource resource(String id) {
    var resource = stack.resources().get(id);
    if (resource == null) {
      throw new IllegalArgumentException("no resource " + id);
    }
    return resource;
  }

  private JsonNode only(String type) {
    var all = ofType(type).toList();
    if (all.size() != 1) {
      throw new IllegalArgumentException(all.size() + " resources of type " + type);
    }
    return all.getFirst();
  }

  Stream<JsonNode> ofType(String type) {
    return stack.ofType(type).stream().map(StackResource::properties);
  }
}

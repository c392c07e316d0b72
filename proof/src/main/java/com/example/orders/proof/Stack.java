package com.example.orders.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;

/** The stack as its administrator sees it, through the AWS endpoint and past every fault. */
final class Stack {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMINISTRATOR = "arn:aws:iam::000000000000:root";

  private final LocalCloud cloud;

  Stack(LocalCloud cloud) {
    this.cloud = cloud;
  }

  LocalCloud cloud() {
    return cloud;
  }

  boolean has(String logicalId) {
    return cloud.stack().resources().containsKey(logicalId);
  }

  /** A resource's name, URL or ARN: what {@code Ref} answers. */
  String ref(String logicalId) {
    var resource = cloud.stack().resources().get(logicalId);
    if (resource == null) {
      throw new IllegalStateException("The template has no " + logicalId);
    }
    return resource.ref();
  }

  /** The URLs of all queues by their logical IDs, of a stack beside this one behind its name. */
  Map<String, String> queues() {
    var queues = new TreeMap<String, String>();
    cloud.resources().stream()
        .filter(resource -> resource.type().equals("AWS::SQS::Queue"))
        .forEach(queue -> queues.put(queue.logicalId(), queue.ref()));
    return queues;
  }

  ObjectNode request() {
    return JSON.createObjectNode();
  }

  JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + json, e);
    }
  }

  JsonNode dynamoDb(String operation, ObjectNode request) {
    return call("dynamodb", "DynamoDB_20120810." + operation, request);
  }

  JsonNode sqs(String operation, ObjectNode request) {
    return call("sqs", "AmazonSQS." + operation, request);
  }

  JsonNode events(String operation, ObjectNode request) {
    return call("events", "AWSEvents." + operation, request);
  }

  JsonNode states(String operation, ObjectNode request) {
    return call("states", "AWSStepFunctions." + operation, request);
  }

  JsonNode codeDeploy(String operation, ObjectNode request) {
    return call("codedeploy", "CodeDeploy_20141006." + operation, request);
  }

  /** Every item of a table. */
  List<JsonNode> scan(String logicalId) {
    var items = new ArrayList<JsonNode>();
    var request = request().put("TableName", ref(logicalId)).put("ConsistentRead", true);
    JsonNode page;
    do {
      page = dynamoDb("Scan", request);
      page.path("Items").forEach(items::add);
      request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    return items;
  }

  /** Runs a function of the stack and answers what it answers. */
  String invoke(String logicalId, String event) {
    return lambda("POST", logicalId, ":live/invocations", event);
  }

  /**
   * Calls the Lambda API about a function.
   *
   * @param rest what follows the function's name in the path
   */
  String lambda(String method, String logicalId, String rest, String body) {
    var path = "/2015-03-31/functions/" + ref(logicalId) + rest;
    var json = Map.of("content-type", "application/json");
    var call = new AwsCall("lambda", ADMINISTRATOR, method, path, json, body.getBytes(UTF_8));
    var answer = cloud.aws().answer(call);
    if (answer.isError()) {
      throw new IllegalStateException(logicalId + ": " + answer.status() + " " + answer.text());
    }
    return answer.text();
  }

  private JsonNode call(String service, String target, ObjectNode request) {
    var answer =
        cloud.aws().answer(AwsCall.json(service, ADMINISTRATOR, target, request.toString()));
    if (answer.isError()) {
      throw new IllegalStateException(target + ": " + answer.status() + " " + answer.text());
    }
    return parse(answer.text().isEmpty() ? "{}" : answer.text());
  }
}

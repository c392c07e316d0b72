package com.example.orders.local.stepfunctions;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.stepfunctions.TaskResource.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A call of a service that speaks AWS JSON: SQS, DynamoDB, EventBridge, Step Functions itself. */
record JsonApiCall(
    Integrations integrations,
    ServiceApi api,
    TaskResource resource,
    JsonNode arguments,
    Execution execution)
    implements Integrations.Call {

  @Override
  public JsonNode send() {
    var request = request(arguments.deepCopy());
    var call =
        AwsCall.json(
            api.signingName(),
            execution.machine().roleArn(),
            api.target(resource.action()),
            Json.write(request));
    return result(integrations.send(call.by(execution.caller()), api, resource));
  }

  private JsonNode request(JsonNode request) {
    return switch (api) {
      case SQS -> texts(request, "MessageBody");
      case EVENTS -> {
        request.path("Entries").forEach(this::entry);
        yield request;
      }
      case STATES -> {
        texts(request, "Input");
        texts(request, "Output");
        yield renamed(request, JsonApiCall::lowerFirst);
      }
      case DYNAMODB, LAMBDA -> request;
    };
  }

  /** An event's Detail may be JSON; the optimized integration names the execution as a resource. */
  private void entry(JsonNode entry) {
    if (resource.kind() == Kind.OPTIMIZED && entry instanceof ObjectNode event) {
      texts(event, "Detail");
      event.withArrayProperty("Resources").add(execution.machine().arn()).add(execution.arn());
    }
  }

  /** Writes a field that the API takes as text, but a state may give as JSON. */
  private JsonNode texts(JsonNode request, String field) {
    var value = request.path(field);
    if (request instanceof ObjectNode object && value.isContainerNode()) {
      object.put(field, Json.write(value));
    }
    return request;
  }

  private JsonNode result(AwsAnswer answer) {
    var result = parse(answer);
    if (resource.kind() == Kind.SDK) {
      return sdkResult(result);
    }
    if (api == ServiceApi.EVENTS) {
      if (result.path("FailedEntryCount").asInt() > 0) {
        throw StatesError.of("EventBridge.FailedEntry", Json.write(result));
      }
      return result;
    }
    var shaped =
        api == ServiceApi.STATES
            ? millis((ObjectNode) renamed(result, JsonApiCall::upperFirst))
            : result;
    SdkMetadata.add((ObjectNode) shaped, answer);
    return shaped;
  }

  private JsonNode sdkResult(JsonNode result) {
    return switch (api) {
      case STATES -> dates(renamed(result, JsonApiCall::upperFirst));
      case SQS -> renamed(result, name -> name.replaceFirst("^MD5", "Md5"));
      default -> result;
    };
  }

  private static JsonNode parse(AwsAnswer answer) {
    try {
      var body = Json.parse(answer.text());
      return body.isObject() ? body : Json.object();
    } catch (JsonProcessingException e) {
      throw StatesError.runtime("The service's answer is not JSON: " + e.getOriginalMessage());
    }
  }

  private static ObjectNode millis(ObjectNode result) {
    if (result.has("StartDate")) {
      result.put("StartDate", Math.round(result.path("StartDate").asDouble() * 1000));
    }
    return result;
  }

  private static JsonNode dates(JsonNode result) {
    for (var entry : result.properties()) {
      if (entry.getKey().endsWith("Date") && entry.getValue().isNumber()) {
        var at = Instant.ofEpochMilli(Math.round(entry.getValue().asDouble() * 1000));
        ((ObjectNode) result).put(entry.getKey(), at.toString());
      }
      dates(entry.getValue());
    }
    result.forEach(element -> dates(element));
    return result;
  }

  private static JsonNode renamed(JsonNode value, UnaryOperator<String> rename) {
    if (value.isArray()) {
      var array = Json.array();
      value.forEach(element -> array.add(renamed(element, rename)));
      return array;
    }
    if (!value.isObject()) {
      return value;
    }
    var object = Json.object();
    value
        .properties()
        .forEach(
            entry -> object.set(rename.apply(entry.getKey()), renamed(entry.getValue(), rename)));
    return object;
  }

  private static String lowerFirst(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static String upperFirst(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}

package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.stepfunctions.TaskResource.Kind;

/** A call of a service that speaks AWS JSON: SQS, DynamoDB, EventBridge, Step Functions itself. */
record JsonApiCall(
    Integrations integrations,
    ServiceApi api,
    TaskResource resource,
    JsonNode arguments,
    Execution execution)
    implements Integrations.Call {
  /** The members of type String that take data, in the APIs of these services. */
  private static final Map<ServiceApi, Set<String>> TEXTS =
      Map.of(
          ServiceApi.SQS,
          Set.of("MessageBody", "MessageGroupId", "MessageDeduplicationId", "StringValue"),
          ServiceApi.SNS,
          Set.of("Message", "Subject", "MessageGroupId", "MessageDeduplicationId", "StringValue"),
          ServiceApi.EVENTS,
          Set.of("Detail", "DetailType", "Source"),
          ServiceApi.STATES,
          Set.of("Input", "Output", "Error", "Cause", "Name"));

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

  /**
   * A text that the API wants may be given as any JSON, which is then sent as its text; null is as
   * if it were left out. Both kinds of integration do so (recorded answers of AWS in LocalStack:
   * test_sfn_start_execution_implicit_json_serialisation, test_put_events_base,
   * test_send_message_empty_body).
   */
  private JsonNode request(JsonNode request) {
    if (TEXTS.containsKey(api)) {
      texts(request, TEXTS.get(api));
    }
    if (resource.kind() == Kind.OPTIMIZED && api == ServiceApi.EVENTS) {
      request.path("Entries").forEach(this::named);
    }
    return api == ServiceApi.STATES ? renamed(request, JsonApiCall::lowerFirst) : request;
  }

  private static void texts(JsonNode request, Set<String> names) {
    if (request instanceof ObjectNode object) {
      object.properties().removeIf(entry -> entry.getValue().isNull());
      for (var entry : object.properties()) {
        if (names.contains(entry.getKey()) && !entry.getValue().isTextual()) {
          entry.setValue(TextNode.valueOf(Json.write(entry.getValue())));
        }
      }
    }
    request.forEach(member -> texts(member, names));
  }

  /** The optimized integration names the execution as a resource of each event. */
  private void named(JsonNode entry) {
    if (entry instanceof ObjectNode event) {
      if (!event.path("Resources").isArray()) {
        event.putArray("Resources");
      }
      ((ArrayNode) event.path("Resources")).add(execution.machine().arn()).add(execution.arn());
    }
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

  static JsonNode parse(AwsAnswer answer) {
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

  static JsonNode dates(JsonNode result) {
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

package localcloud.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import localcloud.aws.AwsCall;
import localcloud.resources.Properties;

/**
 * What a schedule calls, in the form that the API and CloudFormation share. The templated targets
 * that this machine has are taken, universal ones are refused.
 */
record ScheduleTarget(String arn, String role, String service, JsonNode settings) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SERVICES = Set.of("lambda", "sqs", "states", "events", "sns");
  private static final Set<String> JSON_INPUT = Set.of("lambda", "states", "events");

  static ScheduleTarget of(Properties target) {
    var arn = target.text("Arn", "");
    var parts = arn.split(":", 6);
    var service = parts.length < 6 ? "" : parts[2];
    if (!SERVICES.contains(service)) {
      target.refuse(
          "Arn",
          arn + " is not supported locally",
          "name a function, queue, topic, bus or state machine");
    }
    checkInput(target, service);
    checkParameters(target, arn, service);
    var policy = target.object("RetryPolicy");
    policy.number("MaximumEventAgeInSeconds", 60, 86_400);
    policy.number("MaximumRetryAttempts", 0, 185);
    var deadLetters = target.object("DeadLetterConfig").text("Arn");
    if (deadLetters != null && (!deadLetters.contains(":sqs:") || deadLetters.endsWith(".fifo"))) {
      target.refuse("DeadLetterConfig.Arn", "is " + deadLetters, "name a standard queue");
    }
    return new ScheduleTarget(arn, target.text("RoleArn", ""), service, target.all());
  }

  private static void checkParameters(Properties target, String arn, String service) {
    var group = target.object("SqsParameters").text("MessageGroupId");
    if (arn.endsWith(".fifo") && group == null) {
      target.refuse("SqsParameters.MessageGroupId", "is missing", "a FIFO queue needs it");
    }
    var event = target.object("EventBridgeParameters");
    event.text("DetailType");
    if (event.text("Source", "").startsWith("aws.")) {
      event.refuse("Source", "is " + event.text("Source"), "take a source of your own");
    }
    if (service.equals("events") && !target.has("EventBridgeParameters")) {
      target.refuse("EventBridgeParameters", "is missing", "an event bus needs it");
    }
  }

  private static void checkInput(Properties target, String service) {
    var input = target.text("Input");
    if (input != null && JSON_INPUT.contains(service)) {
      try {
        JSON.readTree(input);
      } catch (JsonProcessingException e) {
        target.refuse("Input", "is no JSON", "write JSON for a target of " + service);
      }
    }
  }

  /** The dead-letter queue's ARN, or empty. */
  String deadLetters() {
    return settings.at("/DeadLetterConfig/Arn").asText();
  }

  int mostRetries() {
    return settings.at("/RetryPolicy/MaximumRetryAttempts").asInt(185);
  }

  int mostSeconds() {
    return settings.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt(86_400);
  }

  AwsCall call(String input, String endpointUrl) {
    return switch (service) {
      case "lambda" -> AwsCall.invokeAsync(role, arn, input);
      case "sqs" -> send(arn, input, endpointUrl);
      case "states" ->
          json(
              "states",
              "AWSStepFunctions.StartExecution",
              JSON.createObjectNode().put("stateMachineArn", arn).put("input", input));
      case "sns" ->
          json(
              "sns",
              "AmazonSNS.Publish",
              JSON.createObjectNode().put("TopicArn", arn).put("Message", input));
      default -> event(input);
    };
  }

  private AwsCall event(String input) {
    var parameters = settings.path("EventBridgeParameters");
    var request = JSON.createObjectNode();
    request
        .putArray("Entries")
        .addObject()
        .put("EventBusName", arn)
        .put("Source", parameters.path("Source").asText())
        .put("DetailType", parameters.path("DetailType").asText())
        .put("Detail", input);
    return json("events", "AWSEvents.PutEvents", request);
  }

  private AwsCall send(String queue, String body, String endpointUrl) {
    var request = message(queue, body, endpointUrl);
    var group = settings.at("/SqsParameters/MessageGroupId");
    if (group.isTextual()) {
      request.set("MessageGroupId", group);
    }
    return json("sqs", "AmazonSQS.SendMessage", request);
  }

  private static ObjectNode message(String queue, String body, String endpointUrl) {
    var parts = queue.split(":", 6);
    return JSON.createObjectNode()
        .put("QueueUrl", endpointUrl + "/" + parts[4] + "/" + parts[5])
        .put("MessageBody", body);
  }

  /** A message for the dead-letter queue, which the schedule's role sends. */
  AwsCall burial(String input, Map<String, String> attributes, String endpointUrl) {
    var request = message(deadLetters(), input, endpointUrl);
    var all = request.putObject("MessageAttributes");
    attributes.forEach(
        (name, value) -> all.putObject(name).put("DataType", "String").put("StringValue", value));
    return json("sqs", "AmazonSQS.SendMessage", request);
  }

  private AwsCall json(String to, String target, ObjectNode request) {
    return AwsCall.json(to, role, target, request);
  }
}

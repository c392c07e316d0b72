package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import localcloud.aws.AwsException;

/**
 * A target of a rule, in the form that PutTargets and CloudFormation share.
 *
 * @param service the service that the target's ARN names: {@code lambda}, {@code sqs} …
 */
record Target(String id, String arn, String service, JsonNode settings) {
  private static final Set<String> KNOWN =
      Set.of(
          "Id",
          "Arn",
          "RoleArn",
          "Input",
          "InputPath",
          "InputTransformer",
          "SqsParameters",
          "RetryPolicy",
          "DeadLetterConfig");
  private static final Set<String> SERVICES = Set.of("lambda", "sqs", "sns", "events", "states");

  /** Reads a target and refuses what no delivery could honour. */
  static Target of(String rule, JsonNode settings) {
    var id = settings.path("Id").asText();
    var place = "target " + id + " of rule " + rule + ": ";
    for (var property : settings.properties()) {
      if (!KNOWN.contains(property.getKey())) {
        throw invalid(place + property.getKey() + " is not supported locally");
      }
    }
    var arn = settings.path("Arn").asText();
    var parts = arn.split(":", 6);
    if (id.isEmpty() || parts.length < 6) {
      throw invalid(place + "Id and Arn are needed, not " + settings);
    }
    if (!SERVICES.contains(parts[2])) {
      throw invalid(place + "targets of " + parts[2] + " are not supported locally");
    }
    if (arn.endsWith(".fifo") && settings.at("/SqsParameters/MessageGroupId").isMissingNode()) {
      throw invalid(place + "a FIFO queue needs SqsParameters.MessageGroupId");
    }
    var inputs =
        settings.propertyStream().filter(entry -> entry.getKey().startsWith("Input")).count();
    if (inputs > 1) {
      throw invalid(place + "only one of Input, InputPath and InputTransformer is allowed");
    }
    TargetInput.check(place, settings);
    return new Target(id, arn, parts[2], settings);
  }

  private static AwsException invalid(String message) {
    return new AwsException(400, "ValidationException", message);
  }

  /** The last part of the ARN: a queue's, function's or bus's name. */
  String resource() {
    return arn.substring(arn.lastIndexOf(':') + 1).replaceFirst("^event-bus/", "");
  }

  /** Who calls the target: the role given for it, else EventBridge itself. */
  String principal() {
    return settings.path("RoleArn").asText("events.amazonaws.com");
  }
}

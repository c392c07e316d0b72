package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import localcloud.resources.Properties;

/**
 * A target of a rule, in the form that PutTargets and CloudFormation share.
 *
 * @param service the service that the target's ARN names: {@code lambda}, {@code sqs} …
 * @param settings all that was given for it
 */
record Target(String id, String arn, String service, JsonNode settings) {
  private static final Set<String> SERVICES =
      Set.of("lambda", "sqs", "sns", "events", "states", "logs");

  /** Reads a target and refuses what EventBridge refuses, and what no delivery could honour. */
  static Target of(Properties target) {
    var id = target.text("Id", "");
    if (!id.matches("[.\\-_A-Za-z0-9]{1,64}")) {
      target.refuse("Id", "is " + id, "write up to 64 letters, digits, ., - and _");
    }
    var arn = target.text("Arn", "");
    var parts = arn.split(":", 6);
    var service = parts.length < 6 ? "" : parts[2];
    if (!SERVICES.contains(service)) {
      target.refuse(
          "Arn",
          service.isEmpty()
              ? "is no ARN: " + arn
              : "targets of " + service + " are not supported locally",
          "name a function, queue, topic, bus, state machine or log group");
    }
    checkQueue(target, arn);
    checkRole(target, service);
    TargetInput.check(target);
    checkLogGroup(target, service);
    var policy = target.object("RetryPolicy");
    policy.number("MaximumEventAgeInSeconds", 60, 86_400);
    policy.number("MaximumRetryAttempts", 0, 185);
    var deadLetters = target.object("DeadLetterConfig").text("Arn");
    if (deadLetters != null && (!deadLetters.contains(":sqs:") || deadLetters.endsWith(".fifo"))) {
      target.refuse("DeadLetterConfig.Arn", "is " + deadLetters, "name a standard queue");
    }
    return new Target(id, arn, service, target.all());
  }

  private static void checkQueue(Properties target, String arn) {
    var group = target.object("SqsParameters").text("MessageGroupId");
    if (arn.endsWith(".fifo") && group == null) {
      target.refuse("SqsParameters.MessageGroupId", "is missing", "a FIFO queue needs it");
    }
  }

  private static void checkLogGroup(Properties target, String service) {
    for (var input : List.of("Input", "InputPath", "InputTransformer")) {
      if (service.equals("logs") && target.has(input)) {
        target.refuse(input, "does not go with a log group locally", "leave it out");
      }
    }
  }

  private static void checkRole(Properties target, String service) {
    if (target.text("RoleArn") == null && service.equals("states")) {
      target.refuse("RoleArn", "is missing", "a state machine is started by a role");
    }
  }

  /** The name of a log group, whose ARN may end with all its streams. */
  String logGroup() {
    return arn.replaceFirst("^.*:log-group:", "").replaceFirst(":\\*$", "");
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

package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.getAtt;
import static localcloud.sam.Json.object;
import static localcloud.sam.Json.ref;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The property {@code Events} of functions and state machines. */
final class SamEvents {
  /**
   * What an event starts.
   *
   * @param id the logical ID of the resource that SAM generates for the event
   * @param arn what a rule or schedule has as its target
   * @param name what an event source mapping or a permission names
   */
  record Target(String id, ObjectNode arn, ObjectNode name, boolean isStateMachine) {}

  private final SamExpansion expansion;

  SamEvents(SamExpansion expansion) {
    this.expansion = expansion;
  }

  void expand(Target target, JsonNode event) {
    var type = event.path("Type").asText();
    var given = event.get("Properties") instanceof ObjectNode properties ? properties : object();
    var kind = SamApis.kind(type);
    if (kind != null) {
      expansion.apis().add(kind, target, given);
      return;
    }
    switch (type) {
      case "EventBridgeRule", "CloudWatchEvent", "Schedule" -> rule(target, given);
      case "ScheduleV2" -> schedule(target, given);
      case "SQS", "DynamoDB" -> mapping(target, given);
      case "SNS" -> subscription(target, given);
      default -> throw new UnsupportedTemplateException("event " + target.id + " of type " + type);
    }
  }

  private void mapping(Target target, ObjectNode given) {
    if (target.isStateMachine) {
      throw new TemplateException(
          "event " + target.id + ": a queue or stream cannot start a state machine");
    }
    var properties = object("FunctionName", target.name, "EventSourceArn", given.path("Queue"));
    properties.setAll(given);
    properties.remove("Queue");
    if (given.has("Stream")) {
      properties.set("EventSourceArn", given.get("Stream"));
      properties.remove("Stream");
    }
    if (given.path("DestinationConfig").path("OnFailure").isObject()) {
      var to = given.at("/DestinationConfig/OnFailure/Destination");
      properties.set("DestinationConfig", object("OnFailure", object("Destination", to)));
    }
    expansion.generate(target.id, "AWS::Lambda::EventSourceMapping", properties);
  }

  /** A topic calls the function, or sends to a queue that the function reads. */
  private void subscription(Target event, ObjectNode given) {
    if (event.isStateMachine) {
      throw new TemplateException("event " + event.id + ": SNS cannot start a state machine");
    }
    var topic = given.path("Topic");
    var subscription = object("Protocol", "lambda", "Endpoint", event.arn, "TopicArn", topic);
    copy(given, subscription, "Region FilterPolicy FilterPolicyScope RedrivePolicy");
    var queue = given.path("SqsSubscription");
    if (queue.isObject() || queue.asBoolean()) {
      subscription.put("Protocol", "sqs").set("Endpoint", queue(event, topic, queue));
    } else {
      var permission = object("Action", "lambda:InvokeFunction", "FunctionName", event.name);
      permission.put("Principal", "sns.amazonaws.com").set("SourceArn", topic);
      expansion.generate(event.id + "Permission", "AWS::Lambda::Permission", permission);
    }
    expansion.generate(event.id, "AWS::SNS::Subscription", subscription);
  }

  private JsonNode queue(Target event, JsonNode topic, JsonNode given) {
    var id = event.id + "Queue";
    if (!given.isObject()) {
      expansion.generate(id, "AWS::SQS::Queue", object());
    }
    var arn = given.isObject() ? given.path("QueueArn") : getAtt(id, "Arn");
    var url = given.isObject() ? given.path("QueueUrl") : ref(id);
    var statement = object("Action", "sqs:SendMessage", "Effect", "Allow", "Resource", arn);
    statement.set("Principal", object("Service", "sns.amazonaws.com"));
    statement.set("Condition", object("ArnEquals", object("aws:SourceArn", topic)));
    var document = object("Version", "2012-10-17", "Statement", array(statement));
    var policy = object("PolicyDocument", document, "Queues", array(url));
    expansion.generate(
        given.path("QueuePolicyLogicalId").asText(event.id + "QueuePolicy"),
        "AWS::SQS::QueuePolicy",
        policy);
    var mapping = object("Queue", arn, "BatchSize", given.path("BatchSize").asInt(10));
    mapping.put("Enabled", true);
    mapping(new Target(event.id + "EventSourceMapping", event.arn, event.name, false), mapping);
    return arn;
  }

  private void rule(Target event, ObjectNode given) {
    var rule = object();
    copy(given, rule, "EventBusName Pattern>EventPattern Schedule>ScheduleExpression");
    copy(given, rule, "RuleName>Name Name State Description");
    if (given.path("Enabled").isBoolean()) {
      rule.put("State", given.get("Enabled").booleanValue() ? "ENABLED" : "DISABLED");
    }
    var suffix = event.isStateMachine ? "StepFunctionsTarget" : "LambdaTarget";
    var id = given.at("/Target/Id").asText(event.id + suffix);
    var target = object("Arn", event.arn, "Id", id);
    copyDelivery(given, target);
    rule.set("Targets", array(target));
    expansion.generate(event.id, "AWS::Events::Rule", rule);
    if (event.isStateMachine) {
      target.set("RoleArn", getAtt(event.id + "Role", "Arn"));
      startRole(event, "events.amazonaws.com", event.id + "RoleStartExecutionPolicy", given);
    } else {
      var permission = object("Action", "lambda:InvokeFunction", "FunctionName", event.name);
      permission.put("Principal", "events.amazonaws.com");
      permission.set("SourceArn", getAtt(event.id, "Arn"));
      expansion.generate(event.id + "Permission", "AWS::Lambda::Permission", permission);
    }
  }

  private void schedule(Target event, ObjectNode given) {
    var schedule = object("FlexibleTimeWindow", object("Mode", "OFF"));
    if (!given.path("OmitName").asBoolean()) {
      schedule.put("Name", event.id);
    }
    copy(given, schedule, "ScheduleExpression ScheduleExpressionTimezone FlexibleTimeWindow");
    copy(given, schedule, "State Description Name GroupName StartDate EndDate KmsKeyArn");
    var target = object("Arn", event.arn, "RoleArn", getAtt(event.id + "Role", "Arn"));
    copy(given, target, "RoleArn");
    copyDelivery(given, target);
    schedule.set("Target", target);
    if (!given.has("RoleArn")) {
      var suffix = event.isStateMachine ? "StartExecutionPolicy" : "LambdaPolicy";
      startRole(event, "scheduler.amazonaws.com", event.id + suffix, given);
    }
    expansion.generate(event.id, "AWS::Scheduler::Schedule", schedule);
  }

  private static void copyDelivery(ObjectNode given, ObjectNode target) {
    copy(given, target, "Input InputPath InputTransformer RetryPolicy");
    if (given.has("DeadLetterConfig")) {
      if (!given.get("DeadLetterConfig").has("Arn")) {
        throw new UnsupportedTemplateException("DeadLetterConfig without Arn");
      }
      target.set("DeadLetterConfig", object("Arn", given.at("/DeadLetterConfig/Arn")));
    }
  }

  private void startRole(Target event, String service, String policyName, ObjectNode given) {
    var action = event.isStateMachine ? "states:StartExecution" : "lambda:InvokeFunction";
    var policies = array(SamRoles.policy(policyName, action, event.arn));
    var queue = given.at("/DeadLetterConfig/Arn");
    if (service.startsWith("scheduler") && !queue.isMissingNode()) {
      policies.add(SamRoles.policy(event.id + "SQSPolicy", "sqs:SendMessage", queue));
    }
    expansion.generate(
        event.id + "Role", "AWS::IAM::Role", SamRoles.ofEvent(service, given, policies));
  }
}

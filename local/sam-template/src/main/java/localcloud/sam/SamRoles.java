package localcloud.sam;

import static localcloud.sam.Json.array;
import static localcloud.sam.Json.copy;
import static localcloud.sam.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The roles that SAM generates for functions, state machines and their events. */
final class SamRoles {
  private static final String MANAGED = "arn:aws:iam::aws:policy/";

  private SamRoles() {}

  static ObjectNode ofFunction(String id, ObjectNode given) {
    var managed = array(MANAGED + "service-role/AWSLambdaBasicExecutionRole");
    if (isTraced(given)) {
      managed.add(MANAGED + "AWSXrayWriteOnlyAccess");
    }
    addReaders(given.path("Events"), managed);
    var policies = array();
    if (given.has("DeadLetterQueue")) {
      var type = given.at("/DeadLetterQueue/Type").asText();
      var policy =
          policy("DeadLetterQueuePolicy", send(type), given.at("/DeadLetterQueue/TargetArn"));
      ((ObjectNode) policy.get("PolicyDocument")).put("Version", "2012-10-17");
      policies.add(policy);
    }
    for (var to : given.at("/EventInvokeConfig/DestinationConfig").properties()) {
      var type = to.getValue().path("Type").asText();
      var name = id + "EventInvokeConfig" + to.getKey() + type + "Policy";
      policies.add(policy(name, send(type), to.getValue().path("Destination")));
    }
    addGiven(id, given.path("Policies"), managed, policies);
    addFailureDestinations(id, given.path("Events"), policies);
    var role = role("lambda.amazonaws.com", "lambda:createdBy", given, managed, policies);
    copy(given, role, "AssumeRolePolicyDocument");
    return role;
  }

  private static void addReaders(JsonNode events, ArrayNode managed) {
    if (events.valueStream().anyMatch(SamRoles::readsQueue)) {
      managed.add(MANAGED + "service-role/AWSLambdaSQSQueueExecutionRole");
    }
    if (events.valueStream().anyMatch(event -> isOf(event, "DynamoDB"))) {
      managed.add(MANAGED + "service-role/AWSLambdaDynamoDBExecutionRole");
    }
  }

  private static void addFailureDestinations(String id, JsonNode events, ArrayNode policies) {
    for (var event : events.properties()) {
      var to = event.getValue().at("/Properties/DestinationConfig/OnFailure");
      if (to.has("Type")) {
        var type = to.path("Type").asText();
        var name = id + event.getKey() + type + "Policy";
        policies.add(policy(name, send(type), to.path("Destination")));
      }
    }
  }

  private static boolean isOf(JsonNode event, String type) {
    return event.path("Type").asText().equals(type);
  }

  private static boolean readsQueue(JsonNode event) {
    var through = event.at("/Properties/SqsSubscription");
    return isOf(event, "SQS") || through.isObject() || through.asBoolean();
  }

  static ObjectNode ofStateMachine(String id, ObjectNode given) {
    var managed = array();
    if (given.at("/Tracing/Enabled").asBoolean()) {
      managed.add(MANAGED + "AWSXrayWriteOnlyAccess");
    }
    var policies = array();
    addGiven(id, given.path("Policies"), managed, policies);
    return role("states.amazonaws.com", "stateMachine:createdBy", given, managed, policies);
  }

  /** The role with which a rule or schedule starts its target. */
  static ObjectNode ofEvent(String service, ObjectNode given, ArrayNode policies) {
    var role = object("AssumeRolePolicyDocument", trust(service), "Policies", policies);
    copy(given, role, "PermissionsBoundary");
    return role;
  }

  static ObjectNode policy(String name, String action, JsonNode resource) {
    var statement = object("Action", action, "Effect", "Allow", "Resource", resource);
    return object("PolicyName", name, "PolicyDocument", object("Statement", array(statement)));
  }

  static ArrayNode tags(String createdBy, ObjectNode given) {
    return array(object("Key", createdBy, "Value", "SAM")).addAll(pairs(given.path("Tags")));
  }

  static ArrayNode pairs(JsonNode tags) {
    var pairs = array();
    tags.forEachEntry((key, value) -> pairs.add(object("Key", key, "Value", value)));
    return pairs;
  }

  static boolean isTraced(ObjectNode given) {
    return given.has("Tracing") && !given.get("Tracing").asText().equals("Disabled");
  }

  private static String send(String type) {
    return switch (type) {
      case "SQS" -> "sqs:SendMessage";
      case "SNS" -> "sns:publish"; // as SAM spells it
      case "Lambda" -> "lambda:InvokeFunction";
      case "EventBridge" -> "events:PutEvents";
      default -> throw new UnsupportedTemplateException("destination of type " + type);
    };
  }

  private static ObjectNode role(
      String service, String createdBy, ObjectNode given, ArrayNode managed, ArrayNode policies) {
    var role = object("AssumeRolePolicyDocument", trust(service), "Tags", tags(createdBy, given));
    copy(given, role, "PermissionsBoundary RolePath>Path");
    if (!managed.isEmpty()) {
      role.set("ManagedPolicyArns", managed);
    }
    if (!policies.isEmpty()) {
      role.set("Policies", policies);
    }
    return role;
  }

  private static ObjectNode trust(String service) {
    var principal = object("Service", array(service));
    var statement =
        object("Action", array("sts:AssumeRole"), "Effect", "Allow", "Principal", principal);
    return object("Version", "2012-10-17", "Statement", array(statement));
  }

  /**
   * Adds the property {@code Policies}: names or ARNs of managed policies, policy templates, and
   * documents.
   */
  private static void addGiven(String id, JsonNode given, ArrayNode managed, ArrayNode policies) {
    var index = 0;
    for (var policy : Json.list(given)) {
      var key = policy.size() == 1 ? policy.fieldNames().next() : "";
      if (policy.has("Statement")) {
        add(id, index, policy, policies);
      } else if (policy.isTextual() || Json.isFunction(policy)) {
        var arn = PolicyTemplates.managed(policy);
        if (managed.valueStream().noneMatch(arn::equals)) {
          managed.add(arn);
        }
      } else if (PolicyTemplates.has(key)) {
        add(id, index, PolicyTemplates.document(key, policy.get(key)), policies);
      } else {
        throw new TemplateException(
            "Policies[%d] is no managed policy, no document and no policy template of SAM: %s"
                .formatted(index, policy));
      }
      index++;
    }
  }

  private static void add(String id, int index, JsonNode document, ArrayNode policies) {
    policies.add(object("PolicyName", id + "RolePolicy" + index, "PolicyDocument", document));
  }
}

package com.example.orders.local.sam;

import static com.example.orders.local.sam.Json.array;
import static com.example.orders.local.sam.Json.getAtt;
import static com.example.orders.local.sam.Json.object;
import static com.example.orders.local.sam.Json.ref;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;

/**
 * Expands {@code AWS::Serverless} resources into the CloudFormation resources that AWS's own
 * transform (aws-sam-translator) makes of them, with the same logical IDs. Only the hash at the end
 * of a version's and a deployment's ID differs.
 */
final class SamExpansion {
  private static final String MANAGED = "arn:aws:iam::aws:policy/";

  private final Path folder;
  private final SequencedMap<String, RawResource> resources = new LinkedHashMap<>();
  private final Map<String, String> referable = new LinkedHashMap<>();

  SamExpansion(Path folder) {
    this.folder = folder;
  }

  /** All resources so far, the expanded and the plain ones. */
  SequencedMap<String, RawResource> resources() {
    return resources;
  }

  /** What SAM lets a template refer to by {@code <id>.Alias}, {@code <id>.Stage} and the like. */
  Map<String, String> referable() {
    return referable;
  }

  /** Takes over a resource: expands it if it is SAM's, else keeps it. */
  void add(RawResource resource) {
    switch (resource.type()) {
      case "AWS::Serverless::Function" -> function(resource);
      case "AWS::Serverless::Api" -> api(resource);
      case "AWS::Serverless::StateMachine" -> stateMachine(resource);
      case "AWS::Serverless::SimpleTable" -> simpleTable(resource);
      default -> put(resource);
    }
  }

  private void put(RawResource resource) {
    if (resources.put(resource.logicalId(), resource) != null) {
      throw new TemplateException(
          "logical ID " + resource.logicalId() + " is taken by a resource that SAM generates");
    }
  }

  /** Adds a resource that SAM generates beside the one in the template. */
  private void generate(String logicalId, String type, ObjectNode properties) {
    put(new RawResource(logicalId, type, properties, List.of(), object()));
  }

  // --- Functions ---

  private void function(RawResource function) {
    var id = function.logicalId();
    var given = function.properties();
    var alias = given.path("AutoPublishAlias");
    var target = alias.isMissingNode() ? getAtt(id, "Arn") : ref(id + "Alias" + alias.asText());
    var role = given.path("Role");
    if (role.isMissingNode()) {
      generate(id + "Role", "AWS::IAM::Role", functionRole(id, given));
      role = getAtt(id + "Role", "Arn");
    }
    put(
        new RawResource(
            id,
            "AWS::Lambda::Function",
            functionProperties(given, role),
            function.dependsOn(),
            function.metadata()));
    if (!alias.isMissingNode()) {
      versionAndAlias(id, alias.asText(), given);
    }
    if (given.has("EventInvokeConfig")) {
      generate(id + "EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", invokeConfig(id, given));
    }
    var invoked = alias.isMissingNode() ? ref(id) : target;
    given
        .path("Events")
        .forEachEntry(
            (eventId, event) ->
                event(new EventTarget(id + eventId, target, invoked, false), eventId, event));
  }

  private ObjectNode functionProperties(ObjectNode given, JsonNode role) {
    var properties = object("Code", code(given.get("CodeUri")));
    for (var name :
        List.of(
            "Handler",
            "Runtime",
            "MemorySize",
            "Timeout",
            "Environment",
            "Architectures",
            "ReservedConcurrentExecutions",
            "EphemeralStorage",
            "LoggingConfig",
            "RecursiveLoop",
            "SnapStart",
            "Description",
            "FunctionName",
            "KmsKeyArn",
            "CodeSigningConfigArn",
            "RuntimeManagementConfig")) {
      copy(given, name, properties, name);
    }
    properties.set("Role", role);
    if (given.has("DeadLetterQueue")) {
      properties.set(
          "DeadLetterConfig", object("TargetArn", given.at("/DeadLetterQueue/TargetArn")));
    }
    if (isTraced(given)) {
      properties.set("TracingConfig", object("Mode", given.get("Tracing")));
    }
    properties.set("Tags", tags("lambda:createdBy", given));
    return properties;
  }

  private static boolean isTraced(ObjectNode given) {
    return given.has("Tracing") && !given.get("Tracing").asText().equals("Disabled");
  }

  private ObjectNode code(JsonNode uri) {
    if (!uri.isTextual() || uri.asText().contains("://")) {
      throw new UnsupportedTemplateException("CodeUri " + uri + " is not a local path");
    }
    return object("LocalPath", folder.resolve(uri.asText()).normalize().toString());
  }

  private void versionAndAlias(String id, String alias, ObjectNode given) {
    var version = id + "Version" + hash(given);
    generate(version, "AWS::Lambda::Version", object("FunctionName", ref(id)));
    generate(
        id + "Alias" + alias,
        "AWS::Lambda::Alias",
        object(
            "Name", alias, "FunctionName", ref(id), "FunctionVersion", getAtt(version, "Version")));
    referable.put(id + ".Version", version);
    referable.put(id + ".Alias", id + "Alias" + alias);
  }

  private static ObjectNode invokeConfig(String id, ObjectNode given) {
    var config = given.get("EventInvokeConfig");
    var qualifier = given.path("AutoPublishAlias");
    var properties =
        object(
            "FunctionName",
            ref(id),
            "Qualifier",
            qualifier.isMissingNode() ? "$LATEST" : qualifier);
    for (var property : config.properties()) {
      if (!property.getKey().equals("DestinationConfig")) {
        properties.set(property.getKey(), property.getValue());
      }
    }
    var destinations = object();
    config
        .path("DestinationConfig")
        .forEachEntry(
            (name, to) -> {
              if (!to.has("Destination")) {
                throw new UnsupportedTemplateException(
                    "EventInvokeConfig.DestinationConfig." + name + " without Destination");
              }
              destinations.set(name, object("Destination", to.get("Destination")));
            });
    if (!destinations.isEmpty()) {
      properties.set("DestinationConfig", destinations);
    }
    return properties;
  }

  private ObjectNode functionRole(String id, ObjectNode given) {
    var managed = array(MANAGED + "service-role/AWSLambdaBasicExecutionRole");
    if (isTraced(given)) {
      managed.add(MANAGED + "AWSXrayWriteOnlyAccess");
    }
    if (given.path("Events").valueStream().anyMatch(event -> isOfType(event, "SQS"))) {
      managed.add(MANAGED + "service-role/AWSLambdaSQSQueueExecutionRole");
    }
    var role = role("lambda.amazonaws.com", given, "lambda:createdBy");
    if (given.has("AssumeRolePolicyDocument")) {
      role.set("AssumeRolePolicyDocument", given.get("AssumeRolePolicyDocument"));
    }
    var policies = array();
    if (given.has("DeadLetterQueue")) {
      var arn = given.at("/DeadLetterQueue/TargetArn");
      var service = given.at("/DeadLetterQueue/Type").asText().equals("SNS") ? "sns" : "sqs";
      var action = service.equals("sns") ? "sns:Publish" : "sqs:SendMessage";
      var policy = policy("DeadLetterQueuePolicy", action, arn);
      ((ObjectNode) policy.get("PolicyDocument")).put("Version", "2012-10-17");
      policies.add(policy);
    }
    given
        .at("/EventInvokeConfig/DestinationConfig")
        .forEachEntry(
            (name, to) -> {
              var type = to.path("Type").asText();
              policies.add(
                  policy(
                      "%sEventInvokeConfig%s%sPolicy".formatted(id, name, type),
                      destinationAction(type),
                      to.path("Destination")));
            });
    addPolicies(id, given.path("Policies"), managed, policies);
    return withPolicies(role, managed, policies);
  }

  private static String destinationAction(String type) {
    return switch (type) {
      case "SQS" -> "sqs:SendMessage";
      case "SNS" -> "sns:Publish";
      case "Lambda" -> "lambda:InvokeFunction";
      case "EventBridge" -> "events:PutEvents";
      default ->
          throw new UnsupportedTemplateException("EventInvokeConfig destination of type " + type);
    };
  }

  // --- Events of functions and state machines ---

  /**
   * What an event starts.
   *
   * @param id the logical ID of the resource that SAM generates for the event
   * @param arn what a rule or schedule has as its target
   * @param name what an event source mapping or a permission names
   */
  private record EventTarget(String id, ObjectNode arn, ObjectNode name, boolean isStateMachine) {}

  private void event(EventTarget target, String eventId, JsonNode event) {
    var type = event.path("Type").asText();
    var given = event.get("Properties") instanceof ObjectNode properties ? properties : object();
    switch (type) {
      case "EventBridgeRule", "CloudWatchEvent" -> rule(target, given);
      case "Schedule" -> rule(target, given);
      case "ScheduleV2" -> schedule(target, given);
      case "SQS" -> {
        if (target.isStateMachine) {
          throw new TemplateException("event " + eventId + ": SQS cannot start a state machine");
        }
        mapping(target, given);
      }
      default ->
          throw new UnsupportedTemplateException(
              "event " + eventId + " of type " + type + " is not supported locally");
    }
  }

  private void mapping(EventTarget target, ObjectNode given) {
    var properties = object("FunctionName", target.name, "EventSourceArn", given.path("Queue"));
    given.properties().stream()
        .filter(property -> !property.getKey().equals("Queue"))
        .forEach(property -> properties.set(property.getKey(), property.getValue()));
    generate(target.id, "AWS::Lambda::EventSourceMapping", properties);
  }

  private void rule(EventTarget event, ObjectNode given) {
    var rule = object();
    copy(given, "EventBusName", rule, "EventBusName");
    copy(given, "Pattern", rule, "EventPattern");
    copy(given, "Schedule", rule, "ScheduleExpression");
    copy(given, "RuleName", rule, "Name");
    copy(given, "Name", rule, "Name");
    copy(given, "State", rule, "State");
    copy(given, "Description", rule, "Description");
    if (given.path("Enabled").isBoolean()) {
      rule.put("State", given.get("Enabled").booleanValue() ? "ENABLED" : "DISABLED");
    }
    var suffix = event.isStateMachine ? "StepFunctionsTarget" : "LambdaTarget";
    var targetId = given.at("/Target/Id");
    var target =
        object("Arn", event.arn, "Id", targetId.isMissingNode() ? event.id + suffix : targetId);
    for (var name : List.of("Input", "InputPath", "InputTransformer", "RetryPolicy")) {
      copy(given, name, target, name);
    }
    deadLetters(given, target);
    if (event.isStateMachine) {
      target.set("RoleArn", getAtt(event.id + "Role", "Arn"));
    }
    rule.set("Targets", array(target));
    generate(event.id, "AWS::Events::Rule", rule);
    if (event.isStateMachine) {
      startRole(event, "events.amazonaws.com", event.id + "RoleStartExecutionPolicy", given);
    } else {
      generate(
          event.id + "Permission",
          "AWS::Lambda::Permission",
          object(
              "Action",
              "lambda:InvokeFunction",
              "FunctionName",
              event.name,
              "Principal",
              "events.amazonaws.com",
              "SourceArn",
              getAtt(event.id, "Arn")));
    }
  }

  private static void deadLetters(ObjectNode given, ObjectNode target) {
    if (given.has("DeadLetterConfig")) {
      if (given.at("/DeadLetterConfig/Arn").isMissingNode()) {
        throw new UnsupportedTemplateException("DeadLetterConfig without Arn");
      }
      target.set("DeadLetterConfig", object("Arn", given.at("/DeadLetterConfig/Arn")));
    }
  }

  private void startRole(EventTarget event, String service, String policyName, ObjectNode given) {
    var action = event.isStateMachine ? "states:StartExecution" : "lambda:InvokeFunction";
    var policies = array(policy(policyName, action, event.arn));
    var queue = given.at("/DeadLetterConfig/Arn");
    if (service.startsWith("scheduler") && !queue.isMissingNode()) {
      policies.add(policy(event.id + "SQSPolicy", "sqs:SendMessage", queue));
    }
    var role = object("AssumeRolePolicyDocument", trust(service));
    copy(given, "PermissionsBoundary", role, "PermissionsBoundary");
    role.set("Policies", policies);
    generate(event.id + "Role", "AWS::IAM::Role", role);
  }

  private void schedule(EventTarget event, ObjectNode given) {
    var schedule = object("FlexibleTimeWindow", object("Mode", "OFF"), "Name", event.id);
    for (var name :
        List.of(
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "FlexibleTimeWindow",
            "State",
            "Description",
            "Name")) {
      copy(given, name, schedule, name);
    }
    var target = object("Arn", event.arn);
    if (given.has("RoleArn")) {
      target.set("RoleArn", given.get("RoleArn"));
    } else {
      var suffix = event.isStateMachine ? "StartExecutionPolicy" : "LambdaPolicy";
      startRole(event, "scheduler.amazonaws.com", event.id + suffix, given);
      target.set("RoleArn", getAtt(event.id + "Role", "Arn"));
    }
    copy(given, "Input", target, "Input");
    copy(given, "RetryPolicy", target, "RetryPolicy");
    deadLetters(given, target);
    schedule.set("Target", target);
    generate(event.id, "AWS::Scheduler::Schedule", schedule);
  }

  // --- State machines ---

  private void stateMachine(RawResource machine) {
    var id = machine.logicalId();
    var given = machine.properties();
    var role = given.path("Role");
    if (role.isMissingNode()) {
      generate(id + "Role", "AWS::IAM::Role", stateMachineRole(id, given));
      role = getAtt(id + "Role", "Arn");
    }
    var properties = object("RoleArn", role);
    if (given.has("DefinitionUri")) {
      properties.put("DefinitionString", YamlFile.text(local(given.get("DefinitionUri"))));
    }
    copy(given, "Definition", properties, "Definition");
    copy(given, "DefinitionSubstitutions", properties, "DefinitionSubstitutions");
    copy(given, "Name", properties, "StateMachineName");
    copy(given, "Type", properties, "StateMachineType");
    copy(given, "Logging", properties, "LoggingConfiguration");
    copy(given, "Tracing", properties, "TracingConfiguration");
    properties.set("Tags", tags("stateMachine:createdBy", given));
    put(
        new RawResource(
            id,
            "AWS::StepFunctions::StateMachine",
            properties,
            machine.dependsOn(),
            machine.metadata()));
    given
        .path("Events")
        .forEachEntry(
            (eventId, event) ->
                event(new EventTarget(id + eventId, ref(id), ref(id), true), eventId, event));
  }

  private ObjectNode stateMachineRole(String id, ObjectNode given) {
    var managed = array();
    if (given.at("/Tracing/Enabled").asBoolean()) {
      managed.add(MANAGED + "AWSXrayWriteOnlyAccess");
    }
    var policies = array();
    addPolicies(id, given.path("Policies"), managed, policies);
    var role = role("states.amazonaws.com", given, "stateMachine:createdBy");
    return withPolicies(role, managed, policies);
  }

  // --- APIs and tables ---

  private void api(RawResource api) {
    var id = api.logicalId();
    var given = api.properties();
    var properties = object("Body", body(given));
    for (var name :
        List.of(
            "Name",
            "Description",
            "BinaryMediaTypes",
            "FailOnWarnings",
            "Mode",
            "MinimumCompressionSize",
            "DisableExecuteApiEndpoint")) {
      copy(given, name, properties, name);
    }
    var endpoint = given.at("/EndpointConfiguration/Type");
    if (!endpoint.isMissingNode()) {
      properties.set("EndpointConfiguration", object("Types", array(endpoint)));
      properties.set("Parameters", object("endpointConfigurationTypes", endpoint));
    }
    put(
        new RawResource(
            id, "AWS::ApiGateway::RestApi", properties, api.dependsOn(), api.metadata()));
    var deployment = id + "Deployment" + hash(given);
    generate(deployment, "AWS::ApiGateway::Deployment", object("RestApiId", ref(id)));
    var stageName = given.get("StageName");
    var stageId = id + (stageName.isTextual() ? stageName.asText() : "") + "Stage";
    var stage =
        object("DeploymentId", ref(deployment), "RestApiId", ref(id), "StageName", stageName);
    for (var name : List.of("TracingEnabled", "MethodSettings", "AccessLogSetting", "Variables")) {
      copy(given, name, stage, name);
    }
    generate(stageId, "AWS::ApiGateway::Stage", stage);
    referable.put(id + ".Deployment", deployment);
    referable.put(id + ".Stage", stageId);
  }

  private JsonNode body(ObjectNode given) {
    if (given.has("DefinitionBody")) {
      return given.get("DefinitionBody");
    }
    if (!given.has("DefinitionUri")) {
      throw new UnsupportedTemplateException("an API without DefinitionBody or DefinitionUri");
    }
    var file = local(given.get("DefinitionUri"));
    if (YamlFile.text(file).contains("Fn::")) {
      throw new TemplateException(
          "CloudFormation resolves no function in DefinitionUri " + file.getFileName());
    }
    return YamlFile.plain(file);
  }

  private void simpleTable(RawResource table) {
    var given = table.properties();
    var name = given.at("/PrimaryKey/Name").asText("id");
    var type =
        switch (given.at("/PrimaryKey/Type").asText("String")) {
          case "Number" -> "N";
          case "Binary" -> "B";
          default -> "S";
        };
    var properties =
        object(
            "AttributeDefinitions",
            array(object("AttributeName", name, "AttributeType", type)),
            "KeySchema",
            array(object("AttributeName", name, "KeyType", "HASH")));
    if (given.has("ProvisionedThroughput")) {
      properties.set("ProvisionedThroughput", given.get("ProvisionedThroughput"));
    } else {
      properties.put("BillingMode", "PAY_PER_REQUEST");
    }
    copy(given, "TableName", properties, "TableName");
    put(
        new RawResource(
            table.logicalId(),
            "AWS::DynamoDB::Table",
            properties,
            table.dependsOn(),
            table.metadata()));
  }

  // --- Roles ---

  private static ObjectNode role(String service, ObjectNode given, String createdBy) {
    var role = object("AssumeRolePolicyDocument", trust(service));
    copy(given, "PermissionsBoundary", role, "PermissionsBoundary");
    copy(given, "RolePath", role, "Path");
    role.set("Tags", tags(createdBy, given));
    return role;
  }

  private static void addPolicies(
      String id, JsonNode given, ArrayNode managed, ArrayNode policies) {
    var index = 0;
    for (var policy : Json.list(given)) {
      var isFunction = policy.size() == 1 && (policy.has("Ref") || policy.has("Fn::Sub"));
      if (policy.isTextual() || isFunction) {
        var arn = policy.asText();
        var isName = policy.isTextual() && !arn.startsWith("arn:");
        var path = arn.startsWith("AWSLambda") ? "service-role/" : "";
        var full = isName ? Json.array(MANAGED + path + arn).get(0) : policy;
        if (managed.valueStream().noneMatch(full::equals)) {
          managed.add(full);
        }
      } else if (policy.has("Statement")) {
        var statement = Json.array(Json.list(policy.get("Statement")).toArray());
        policies.add(
            object(
                "PolicyName",
                id + "RolePolicy" + index,
                "PolicyDocument",
                object("Version", policy.path("Version"), "Statement", statement)));
      } else {
        throw new UnsupportedTemplateException(
            "SAM policy template " + policy.fieldNames().next() + ": write its statements instead");
      }
      index++;
    }
  }

  private static ObjectNode withPolicies(ObjectNode role, JsonNode managed, JsonNode policies) {
    if (!managed.isEmpty()) {
      role.set("ManagedPolicyArns", managed);
    }
    if (!policies.isEmpty()) {
      role.set("Policies", policies);
    }
    return role;
  }

  private static ObjectNode trust(String service) {
    var statement =
        object(
            "Action",
            array("sts:AssumeRole"),
            "Effect",
            "Allow",
            "Principal",
            object("Service", array(service)));
    return object("Version", "2012-10-17", "Statement", array(statement));
  }

  private static ObjectNode policy(String name, String action, JsonNode resource) {
    var statement = object("Action", action, "Effect", "Allow", "Resource", resource);
    return object("PolicyName", name, "PolicyDocument", object("Statement", array(statement)));
  }

  // --- Small things ---

  private Path local(JsonNode uri) {
    if (!uri.isTextual() || uri.asText().contains("://")) {
      throw new UnsupportedTemplateException(uri + " is not a local path");
    }
    return folder.resolve(uri.asText());
  }

  private static JsonNode tags(String createdBy, ObjectNode given) {
    var tags = array(object("Key", createdBy, "Value", "SAM"));
    given.path("Tags").forEachEntry((key, value) -> tags.add(object("Key", key, "Value", value)));
    return tags;
  }

  private static void copy(ObjectNode from, String name, ObjectNode to, String as) {
    if (from.has(name)) {
      to.set(as, from.get(name));
    }
  }

  private static boolean isOfType(JsonNode event, String type) {
    return event.path("Type").asText().equals(type);
  }

  private static String hash(JsonNode node) {
    var crc = new CRC32();
    crc.update(node.toString().getBytes(UTF_8));
    return "%010x".formatted(crc.getValue());
  }
}

package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import localcloud.apigateway.ManagementCall;
import localcloud.appconfig.Operation;
import localcloud.aws.AwsCall;
import localcloud.dynamodb.TableStreams;
import localcloud.endpoint.Protocol;
import localcloud.endpoint.QueryRequest;
import localcloud.s3.S3Request;
import localcloud.sam.Stack;

/**
 * Finds the IAM actions and resources of a call, as the Service Authorization Reference lists them.
 * An operation or a resource that it does not know is needed on {@code *}.
 */
public final class Needs {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANY = "*";
  private static final String BATCH = "Batch";
  private static final Pattern QUALIFIER = Pattern.compile("(?:^|&)Qualifier=([^&]+)");
  private static final Pattern FUNCTION =
      Pattern.compile("/2015-03-31/functions/?([^/?]*)(/[a-z-]+)?/?([^/?]*)(?:\\?(.*))?");

  private static final Map<String, String> FUNCTION_ACTIONS =
      Map.of(
          "POST/invocations", "InvokeFunction",
          "GET", "GetFunction",
          "GET/configuration", "GetFunctionConfiguration",
          "PUT/code", "UpdateFunctionCode",
          "POST/versions", "PublishVersion",
          "GET/versions", "ListVersionsByFunction",
          "POST/aliases", "CreateAlias",
          "GET/aliases", "ListAliases",
          "GET/aliases/", "GetAlias",
          "PUT/aliases/", "UpdateAlias");

  private static final Pattern MAPPING =
      Pattern.compile("/2015-03-31/event-source-mappings/?([^/?]*)/?(?:\\?.*)?");

  private static final Map<String, String> MAPPING_ACTIONS =
      Map.of(
          "GET", "GetEventSourceMapping",
          "PUT", "UpdateEventSourceMapping",
          "DELETE", "DeleteEventSourceMapping");

  private static final Map<String, String> SCHEDULE_ACTIONS =
      Map.of(
          "POST", "CreateSchedule",
          "PUT", "UpdateSchedule",
          "GET", "GetSchedule",
          "DELETE", "DeleteSchedule");

  /** The actions of the parts of a transaction (DynamoDB guide, "IAM and transactions"). */
  private static final Map<String, String> TRANSACTION_ACTIONS =
      Map.of(
          "Get", "dynamodb:GetItem",
          "Put", "dynamodb:PutItem",
          "Update", "dynamodb:UpdateItem",
          "Delete", "dynamodb:DeleteItem",
          "ConditionCheck", "dynamodb:ConditionCheckItem");

  private final String region;
  private final String account;

  /** A task token does not show whose it is. */
  private final List<String> machines;

  private final ConfigurationIds configurations;
  private final LeadingKeys leadingKeys;
  private final DeploymentNames deployments;
  private final SecretArns secrets;

  private Needs(Stack stack, List<String> machines) {
    region = stack.region();
    account = stack.accountId();
    configurations = ConfigurationIds.of(stack);
    leadingKeys = LeadingKeys.of(stack);
    deployments = DeploymentNames.of(stack);
    secrets = SecretArns.of(stack);
    this.machines = machines.isEmpty() ? List.of(ANY) : List.copyOf(machines);
  }

  /**
   * The needs of calls on a stack's resources.
   *
   * @param machines the ARNs of those state machines whose tokens may be meant
   */
  public static Needs of(Stack stack, List<String> machines) {
    return new Needs(stack, machines);
  }

  public List<Need> of(AwsCall call) {
    var action = call.service() + ":" + call.operation();
    return switch (call.service()) {
      case "sqs" -> queue(call);
      case "dynamodb" -> table(action, call.jsonOrEmpty());
      case "states" -> workflow(action, call.jsonOrEmpty());
      case "events" -> events(action, call.jsonOrEmpty());
      case "lambda" -> List.of(function(call));
      case "cognito-idp" -> List.of(pool(action, call.jsonOrEmpty()));
      case "sts" -> session(action, call);
      case "sns" -> List.of(topic(call));
      case "scheduler" -> schedule(call);
      case "logs" -> List.of(logs(action, call.jsonOrEmpty()));
      case "appconfig" -> configuration(call);
      case "s3" -> List.of(object(call));
      case ManagementCall.SERVICE -> List.of(connection(call));
      case "codedeploy" -> List.of(deployment(action, call.jsonOrEmpty()));
      case "secretsmanager" -> List.of(secret(action, call.jsonOrEmpty()));
      default -> List.of(new Need(action, ANY));
    };
  }

  /** The batch operations share the actions of the single ones (SQS guide, "API permissions"). */
  private List<Need> queue(AwsCall call) {
    var operation = single(call.operation());
    var action = "sqs:" + operation;
    if (Protocol.of(call) != Protocol.JSON) {
      var request = QueryRequest.of(call);
      var path = call.path().replaceFirst("\\?.*", "");
      var url = Optional.ofNullable(request.parameter("QueueUrl")).orElse(path);
      var name = Optional.ofNullable(request.parameter("QueueName")).orElse(url);
      return List.of(new Need(action, queueArn(name)));
    }
    var request = call.jsonOrEmpty();
    if (operation.equals("StartMessageMoveTask")) {
      return move(request);
    }
    for (var field : List.of("QueueUrl", "QueueName", "SourceArn")) {
      if (request.hasNonNull(field)) {
        return List.of(new Need(action, queueArn(request.path(field).asText())));
      }
    }
    return List.of(new Need(action, ANY));
  }

  private static String single(String operation) {
    return operation.endsWith(BATCH)
        ? operation.substring(0, operation.length() - BATCH.length())
        : operation;
  }

  /** SQS guide, "Configuring queue permissions for dead-letter queue redrive". */
  private List<Need> move(JsonNode request) {
    var source = request.path("SourceArn").asText(ANY);
    var needs = new ArrayList<Need>();
    for (var action :
        List.of("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")) {
      needs.add(new Need("sqs:" + action, source));
    }
    if (request.hasNonNull("DestinationArn")) {
      needs.add(new Need("sqs:SendMessage", request.path("DestinationArn").asText()));
    }
    return needs;
  }

  public String queueArn(String arnOrUrlOrName) {
    var name = arnOrUrlOrName.substring(arnOrUrlOrName.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      return ANY;
    }
    return name.startsWith("arn:") ? name : arn("sqs", name);
  }

  private List<Need> table(String action, JsonNode request) {
    var stream = stream(request);
    if (!stream.isEmpty()) {
      return List.of(new Need(action, stream));
    }
    var needs = new ArrayList<Need>();
    for (var item : request.path("TransactItems")) {
      for (var part : item.properties()) {
        var single = TRANSACTION_ACTIONS.getOrDefault(part.getKey(), action);
        needs.add(onItem(single, part.getValue()));
      }
    }
    if (action.startsWith("dynamodb:Batch")) {
      for (var table : request.path("RequestItems").properties()) {
        needs.add(new Need(action, tableArn(table.getKey())));
      }
    }
    if (needs.isEmpty()) {
      var index = request.path("IndexName");
      var table = tableArn(request.path("TableName").asText(ANY));
      needs.add(
          index.isTextual()
              ? new Need(action, table + "/index/" + index.asText())
              : onItem(action, request));
    }
    return List.copyOf(needs);
  }

  private Need onItem(String action, JsonNode request) {
    var table = request.path("TableName").asText(ANY);
    return new Need(action, List.of(tableArn(table)), leadingKeys.context(table, request));
  }

  private static Need object(AwsCall call) {
    var request = S3Request.of(call);
    if (!request.isAnswered()) {
      return new Need("s3:" + request.operation(), ANY);
    }
    var condition = call.headers().get("if-none-match");
    return new Need(
        request.action(),
        List.of(request.resource()),
        condition == null || !request.operation().equals("PutObject")
            ? Map.of()
            : Map.of(Conditions.IF_NONE_MATCH, List.of(condition)));
  }

  /** A deployment's ID does not show of which group it is. */
  private Need deployment(String action, JsonNode request) {
    if (action.equals("codedeploy:GetApplicationRevision")) {
      var application = request.path("applicationName").asText();
      return new Need(action, arn("codedeploy", "application:" + application));
    }
    var groups = deployments.groups(request.path("deploymentGroupName").asText());
    return new Need(
        action,
        groups.stream().map(group -> arn("codedeploy", "deploymentgroup:" + group)).toList());
  }

  /** A shard iterator is Dynoxide's: it says in base64 to which table it belongs. */
  private String stream(JsonNode request) {
    if (!request.hasNonNull("ShardIterator")) {
      return request.path("StreamArn").asText("");
    }
    try {
      var iterator = Base64.getDecoder().decode(request.path("ShardIterator").asText());
      return tableArn(JSON.readTree(iterator).path("table_name").asText())
          + "/stream/"
          + TableStreams.LABEL;
    } catch (IllegalArgumentException | IOException e) {
      return ANY;
    }
  }

  private String tableArn(String nameOrArn) {
    return nameOrArn.equals(ANY) || nameOrArn.startsWith("arn:")
        ? nameOrArn
        : arn("dynamodb", "table/" + nameOrArn);
  }

  private List<Need> workflow(String action, JsonNode request) {
    if (action.startsWith("states:SendTask")) {
      return List.of(new Need(action, machines));
    }
    var machine = request.path("stateMachineArn").asText(ANY);
    return List.of(new Need(action, request.path("executionArn").asText(machine)));
  }

  private List<Need> events(String action, JsonNode request) {
    return switch (action) {
      case "events:PutEvents" -> puts(action, request);
      case "events:StartReplay" -> // on all three of them
          List.of(
              new Need(action, request.path("EventSourceArn").asText(ANY)),
              new Need(action, request.at("/Destination/Arn").asText(ANY)),
              new Need(action, named("replay", request.path("ReplayName"))));
      case "events:DescribeReplay", "events:CancelReplay" ->
          List.of(new Need(action, named("replay", request.path("ReplayName"))));
      case "events:CreateArchive",
          "events:DescribeArchive",
          "events:UpdateArchive",
          "events:DeleteArchive" ->
          List.of(new Need(action, named("archive", request.path("ArchiveName"))));
      default -> List.of(new Need(action, ANY));
    };
  }

  private String named(String type, JsonNode name) {
    return name.isTextual() ? arn("events", type + "/" + name.asText()) : ANY;
  }

  private List<Need> puts(String action, JsonNode request) {
    return request
        .path("Entries")
        .valueStream()
        .map(entry -> put(action, entry))
        .distinct()
        .toList();
  }

  /** EventBridge guide, "Using IAM policy conditions": of each entry its own. */
  private Need put(String action, JsonNode entry) {
    var bus = entry.path("EventBusName").asText("default");
    return new Need(
        action,
        List.of(bus.startsWith("arn:") ? bus : arn("events", "event-bus/" + bus)),
        Map.of(
            Conditions.EVENT_SOURCE, List.of(entry.path("Source").asText()),
            Conditions.DETAIL_TYPE, List.of(entry.path("DetailType").asText())));
  }

  private Need function(AwsCall call) {
    var mapping = MAPPING.matcher(call.path());
    if (mapping.matches()) {
      return mapping(call.method(), mapping.group(1));
    }
    var path = FUNCTION.matcher(call.path());
    if (!path.matches()) {
      return new Need("lambda:" + call.operation(), ANY);
    }
    if (path.group(1).isEmpty()) {
      return new Need("lambda:ListFunctions", ANY);
    }
    var name = AwsCall.decoded(path.group(1));
    var member = path.group(3).isEmpty() ? "" : "/";
    var part = call.method() + (path.group(2) == null ? "" : path.group(2)) + member;
    // A name or a partial ARN becomes the whole ARN; with a qualifier it is another resource.
    var plain = name.startsWith("arn:") ? name : name.replaceFirst("^(.*:)?function:", "");
    var arn = plain.startsWith("arn:") ? plain : arn("lambda", "function:" + plain);
    var query = QUALIFIER.matcher(path.group(4) == null ? "" : path.group(4));
    var qualified = query.find() ? arn + ":" + AwsCall.decoded(query.group(1)) : arn;
    return new Need("lambda:" + FUNCTION_ACTIONS.getOrDefault(part, part), qualified);
  }

  private Need mapping(String method, String uuid) {
    if (uuid.isEmpty()) { // no resource yet, or all of them
      var action = method.equals("GET") ? "ListEventSourceMappings" : "CreateEventSourceMapping";
      return new Need("lambda:" + action, ANY);
    }
    var action = MAPPING_ACTIONS.getOrDefault(method, method);
    return new Need("lambda:" + action, arn("lambda", "event-source-mapping:" + uuid));
  }

  /** GetCallerIdentity needs no permission (STS API reference). */
  private static List<Need> session(String action, AwsCall call) {
    var role = Optional.ofNullable(QueryRequest.of(call).parameter("RoleArn"));
    return call.operation().equals("GetCallerIdentity")
        ? List.of()
        : List.of(new Need(action, role.orElse(ANY)));
  }

  /** A batch shares the action of the single call; a subscription belongs to its topic. */
  private Need topic(AwsCall call) {
    var request =
        Protocol.of(call) == Protocol.JSON ? call.jsonOrEmpty() : QueryRequest.of(call).json();
    var action = "sns:" + single(call.operation());
    for (var field : List.of("TopicArn", "TargetArn")) {
      if (request.hasNonNull(field)) {
        return new Need(action, request.path(field).asText());
      }
    }
    var subscription = request.path("SubscriptionArn").asText(ANY);
    return request.hasNonNull("Name")
        ? new Need(action, arn("sns", request.path("Name").asText()))
        : new Need(action, subscription.replaceFirst("^(arn:.*):[^:]+$", "$1"));
  }

  /** Who names a role has to be allowed to pass it on (Scheduler guide, "PassRole"). */
  private List<Need> schedule(AwsCall call) {
    var name = call.path().replaceFirst("\\?.*", "").replaceFirst("^/schedules/?", "");
    var action = SCHEDULE_ACTIONS.getOrDefault(call.method(), call.method());
    if (name.isEmpty()) {
      return List.of(new Need("scheduler:ListSchedules", ANY));
    }
    var query = Pattern.compile("[?&]groupName=([^&]+)").matcher(call.path());
    var request = call.jsonOrEmpty();
    var group = query.find() ? query.group(1) : request.path("GroupName").asText("default");
    var own = new Need("scheduler:" + action, arn("scheduler", "schedule/" + group + "/" + name));
    var role = request.at("/Target/RoleArn");
    return role.isTextual()
        ? List.of(own, Need.toPassRole(role.asText(), ServiceCall.SCHEDULER))
        : List.of(own);
  }

  /**
   * Denials of AWS name a stream, empty where the call has none (prowler-cloud/prowler #37), and no
   * group for DescribeLogGroups (maxbanton/cwh #83).
   */
  private Need logs(String action, JsonNode request) {
    var group = request.path("logGroupIdentifier").asText(request.path("logGroupName").asText());
    var isOfStream =
        Set.of("logs:GetLogEvents", "logs:PutLogEvents", "logs:CreateLogStream").contains(action);
    var stream = isOfStream ? request.path("logStreamName").asText() : "";
    var arn = group.startsWith("arn:") ? group : arn("logs", "log-group:" + group);
    return new Need(action, arn.replaceFirst(":\\*$", "") + ":log-stream:" + stream);
  }

  /** The ARNs have IDs, also where the request has names. */
  private List<Need> configuration(AwsCall call) {
    var action = "appconfig:" + Operation.of(call).map(Operation::apiName).orElse(call.method());
    var needs =
        Operation.resources(call).stream()
            .map(resource -> new Need(action, arn("appconfig", configurations.in(resource))))
            .toList();
    return needs.isEmpty() ? List.of(new Need(action, ANY)) : needs;
  }

  /** One action for all of {@code @connections} (API Gateway guide, "Control access to APIs"). */
  private Need connection(AwsCall call) {
    return new Need(
        "execute-api:ManageConnections",
        ManagementCall.of(call).map(one -> arn("execute-api", one.resource())).orElse(ANY));
  }

  private Need secret(String action, JsonNode request) {
    return request.hasNonNull("SecretId")
        ? new Need(
            action,
            secrets.arn(request.path("SecretId").asText(), arn("secretsmanager", "secret:")))
        : new Need(action, ANY);
  }

  private Need pool(String action, JsonNode request) {
    var pool = request.path("UserPoolId");
    return new Need(
        action, pool.isTextual() ? arn("cognito-idp", "userpool/" + pool.asText()) : ANY);
  }

  private String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
  }
}

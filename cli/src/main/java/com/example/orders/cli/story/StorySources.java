package com.example.orders.cli.story;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Run;
import com.example.orders.cli.RunningCloud;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Reads what the services remember about one order: its row, executions and log lines by AWS's own
 * APIs, and in the local cloud its requests, invocations and calls. Nothing of what the customer
 * wrote is read but IDs.
 */
public final class StorySources {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A replayed order has an execution more; so many numbers may be missing between two. */
  private static final int MOST_MISSING = 2;

  /** The lines of a deployed stack's order that has no row are looked for in this time. */
  private static final Duration LOOK_BACK = Duration.ofDays(14);

  /**
   * Around the times in the row: before the first one a message is received up to five times, once
   * a minute; after the last one an asynchronous invocation is tried twice more within three.
   */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final String ROW = "#s, reason, customer, orderId, history";

  private final StackOutputs outputs;
  private final @Nullable String endpoint;
  private final Pattern physicalName;
  private final JsonCalls calls;

  /**
   * The sources of a stack.
   *
   * @param endpoint the local cloud's, or null for AWS itself
   */
  StorySources(String stack, StackOutputs outputs, @Nullable String endpoint, JsonCalls calls) {
    this.outputs = outputs;
    this.endpoint = endpoint;
    this.physicalName = Pattern.compile(Pattern.quote(stack) + "-([A-Za-z0-9]+)(-[A-Za-z0-9]+)?");
    this.calls = calls;
  }

  /**
   * The sources of a stack.
   *
   * @param stack a deployed one; empty for the local cloud
   * @param localEndpoint where that would be
   * @throws CommandException if the stack does not answer
   */
  public static StorySources of(String stack, String localEndpoint) {
    var isLocal = stack.isBlank();
    var name = isLocal ? Run.STACK_NAME : stack;
    var endpoint = isLocal ? localEndpoint : null;
    try {
      var region = isLocal ? "us-east-1" : new DefaultAwsRegionProviderChain().getRegion().id();
      var credentials =
          isLocal
              ? AwsBasicCredentials.create("local", "local")
              : DefaultCredentialsProvider.builder().build().resolveCredentials();
      return new StorySources(
          name,
          StackOutputs.of(name, endpoint),
          endpoint,
          JsonCalls.signed(credentials, region, endpoint));
    } catch (SdkException | IllegalStateException e) {
      throw new CommandException(
          isLocal
              ? RunningCloud.noAnswerAt(localEndpoint)
              : "The stack %s cannot be read: %s".formatted(stack, e.getMessage()),
          e);
    }
  }

  /**
   * Reads all about an order.
   *
   * @param name whose order it is, in a deployed stack by user name or {@code sub}; empty finds it
   *     by a scan, which a deployed stack is spared
   * @throws CommandException if a service refuses
   */
  public ObjectNode read(String orderId, String name) {
    if (name.isBlank() && endpoint == null) {
      throw CommandException.usage("Of a deployed stack's order the customer is needed: CUSTOMER=");
    }
    var customer = endpoint == null ? subject(name) : name;
    var all = JSON.createObjectNode().put("orderId", orderId).put("whole", endpoint != null);
    var row = customer.isBlank() ? scan(orderId) : get(orderId, customer);
    row.ifPresent(found -> all.set("row", row(found)));
    var owner = row.map(found -> found.at("/customer/S").asText()).orElse(customer);
    all.put("customer", owner);
    if (endpoint != null) {
      var query = "?contains=" + orderId;
      all.set("requests", RunningCloud.get(endpoint, "/requests" + query).path("requests"));
      all.set(
          "invocations", RunningCloud.get(endpoint, "/invocations" + query).path("invocations"));
      all.set("calls", RunningCloud.get(endpoint, "/calls/journal" + query).path("calls"));
    }
    var executions = all.putArray("executions");
    if (!owner.isEmpty()) {
      executions(owner + "-" + orderId, executions);
    }
    if (!executions.isEmpty()) {
      all.set("definition", definition());
    }
    lines(orderId, all.at("/row"), all.putArray("lines"));
    return all.put("now", Instant.now().toString());
  }

  /** The table's key begins with the subject of the customer's tokens, not with the user name. */
  private String subject(String name) {
    if (Trace.UUID.matcher(name).matches()) {
      return name;
    }
    var request =
        JSON.createObjectNode()
            .put("UserPoolId", outputs.get("CustomerPoolId"))
            .put("Username", name);
    var target = "AWSCognitoIdentityProviderService.AdminGetUser";
    return calls
        .find("cognito-idp", target, request, "UserNotFoundException")
        .flatMap(
            user ->
                user.path("UserAttributes")
                    .valueStream()
                    .filter(attribute -> attribute.path("Name").asText().equals("sub"))
                    .map(attribute -> attribute.path("Value").asText())
                    .findFirst())
        .orElseThrow(() -> new CommandException("The stack has no customer " + name, null));
  }

  private Optional<JsonNode> get(String orderId, String customer) {
    var request = rowRequest().put("ConsistentRead", true);
    var key = request.putObject("Key");
    key.putObject("customer").put("S", customer);
    key.putObject("orderId").put("S", orderId);
    var item = calls.call("dynamodb", "DynamoDB_20120810.GetItem", request).path("Item");
    return item.isMissingNode() ? Optional.empty() : Optional.of(item);
  }

  /** The key begins with the customer, whom the order's ID does not tell. */
  private Optional<JsonNode> scan(String orderId) {
    var request = rowRequest().put("FilterExpression", "orderId = :id");
    request.putObject("ExpressionAttributeValues").putObject(":id").put("S", orderId);
    JsonNode page;
    do {
      page = calls.call("dynamodb", "DynamoDB_20120810.Scan", request);
      if (!page.path("Items").isEmpty()) {
        return Optional.of(page.path("Items").get(0));
      }
      request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    return Optional.empty();
  }

  private ObjectNode rowRequest() {
    var request =
        JSON.createObjectNode()
            .put("TableName", outputs.get("OrdersTableName"))
            .put("ProjectionExpression", ROW);
    request.putObject("ExpressionAttributeNames").put("#s", "status");
    return request;
  }

  private static ObjectNode row(JsonNode item) {
    var row =
        JSON.createObjectNode()
            .put("status", item.at("/status/S").asText())
            .put("reason", item.at("/reason/S").asText());
    var history = row.putArray("history");
    for (var entry : item.at("/history/L")) {
      history
          .addObject()
          .put("status", entry.at("/M/status/S").asText())
          .put("at", entry.at("/M/at/S").asText());
    }
    return row;
  }

  private void executions(String name, ArrayNode executions) {
    var missing = 0;
    for (int replay = 0; missing <= MOST_MISSING; replay++) {
      var one = replay == 0 ? name : name + "-r" + replay;
      var arn = outputs.get("OrderWorkflowArn").replace(":stateMachine:", ":execution:");
      var request = JSON.createObjectNode().put("executionArn", arn + ":" + one);
      var described =
          calls.find(
              "states", "AWSStepFunctions.DescribeExecution", request, "ExecutionDoesNotExist");
      if (described.isEmpty()) {
        missing++;
      } else {
        missing = 0;
        var execution = executions.addObject().put("name", one);
        execution.put("status", described.get().path("status").asText());
        history(request, execution.putArray("events"));
      }
    }
  }

  /** Without the data of the states. */
  private void history(ObjectNode request, ArrayNode events) {
    request.put("includeExecutionData", false).put("maxResults", 1000);
    paged(
        "states",
        "AWSStepFunctions.GetExecutionHistory",
        request,
        page ->
            page.path("events")
                .forEach(
                    event -> {
                      var kept = events.addObject();
                      kept.put("type", event.path("type").asText());
                      kept.put("at", time(event.path("timestamp")).toString());
                      event
                          .properties()
                          .forEach(
                              member -> {
                                if (member.getKey().endsWith("EventDetails")) {
                                  kept.set(member.getKey(), withoutData(member.getValue()));
                                }
                              });
                    }));
  }

  private static JsonNode withoutData(JsonNode details) {
    var kept = JSON.createObjectNode();
    for (var name : new String[] {"name", "resourceType", "resource", "error", "cause"}) {
      if (details.has(name)) {
        kept.set(name, details.path(name));
      }
    }
    return kept;
  }

  private JsonNode definition() {
    var request = JSON.createObjectNode().put("stateMachineArn", outputs.get("OrderWorkflowArn"));
    var machine = calls.call("states", "AWSStepFunctions.DescribeStateMachine", request);
    return retries(JsonCalls.parse(machine.path("definition").asText()));
  }

  /** Of a definition no more than what {@link Retries} reads. */
  private static ObjectNode retries(JsonNode definition) {
    var kept = JSON.createObjectNode();
    var states = kept.putObject("States");
    for (var state : definition.path("States").properties()) {
      if (state.getValue().has("Retry")) {
        states.putObject(state.getKey()).set("Retry", state.getValue().path("Retry"));
      }
    }
    return kept;
  }

  private void lines(String orderId, JsonNode row, ArrayNode lines) {
    var request =
        JSON.createObjectNode()
            .put("logGroupName", outputs.get("ApplicationLogGroupName"))
            .put("filterPattern", "{ $.correlation_id = \"" + orderId + "\" }");
    if (endpoint == null) {
      within(row, request);
    }
    paged(
        "logs",
        "Logs_20140328.FilterLogEvents",
        request,
        page ->
            page.path("events")
                .forEach(event -> line(JsonCalls.parse(event.path("message").asText()), lines)));
  }

  /** All that is scanned takes time and counts against a quota. */
  private static void within(JsonNode row, ObjectNode request) {
    var history = row.path("history");
    if (history.isEmpty()) {
      request.put("startTime", Instant.now().minus(LOOK_BACK).toEpochMilli());
      return;
    }
    var first = Instant.parse(history.path(0).path("at").asText());
    request.put("startTime", first.minus(MARGIN).toEpochMilli());
    if (Standing.isTerminal(row.path("status").asText())) {
      var last = Instant.parse(history.path(history.size() - 1).path("at").asText());
      request.put("endTime", last.plus(MARGIN).toEpochMilli());
    }
  }

  private void line(JsonNode line, ArrayNode lines) {
    lines
        .addObject()
        .put("at", line.path("timestamp").asText())
        .put("level", line.path("level").asText())
        .put("message", line.path("message").asText())
        .put("function", logicalName(line.path("function_name").asText()))
        .put("requestId", line.path("function_request_id").asText());
  }

  /** CloudFormation puts the stack before a name, and something random behind it. */
  private String logicalName(String function) {
    var name = physicalName.matcher(function);
    return name.matches() ? name.group(1) : function;
  }

  private void paged(
      String service, String target, ObjectNode request, Consumer<JsonNode> eachPage) {
    var page = calls.call(service, target, request);
    eachPage.accept(page);
    while (page.has("nextToken")) {
      request.set("nextToken", page.path("nextToken"));
      page = calls.call(service, target, request);
      eachPage.accept(page);
    }
  }

  private static Instant time(JsonNode seconds) {
    return Instant.ofEpochMilli(
        seconds.decimalValue().multiply(BigDecimal.valueOf(1000)).longValue());
  }
}

package com.example.orders.workflow;

import static org.awaitility.Awaitility.await;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import localcloud.aws.AwsCall;
import localcloud.stepfunctions.StepFunctions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** One execution of the workflow's definition with scripted services, from start to end. */
record WorkflowRun(JsonNode description, JsonNode history, List<Step> calls) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DEFINITION =
      Project.find().root().resolve("statemachines/order-workflow.asl.yaml");
  private static final Pattern FUNCTION = Pattern.compile("\\$\\{(\\w+)FunctionArn}");
  private static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:";
  static final String ROLE = "arn:aws:iam::000000000000:role/workflow";

  static WorkflowRun of(Map<Step, List<Behaviour>> scripts) {
    return run(scripts, (machine, which) -> {});
  }

  /** The same execution, redriven once after it failed. */
  static WorkflowRun redriven(Map<Step, List<Behaviour>> scripts) {
    return run(scripts, (machine, which) -> call(machine, "RedriveExecution", which));
  }

  private static WorkflowRun run(
      Map<Step, List<Behaviour>> scripts, BiConsumer<StepFunctions, JsonNode> then) {
    var timer = new VirtualTimer();
    var services = new ScriptedServices(scripts, timer);
    try (var machine =
        new StepFunctions(
            "us-east-1", "000000000000", timer, new Random(1), services, change -> {})) {
      services.callBackTo(machine);
      var arn = machine.define("order-workflow", "STANDARD", definition(), ROLE);
      var input = "{\"customer\":\"acme\",\"orderId\":\"0199c0de-0000-7000-8000-000000000001\"}";
      var start =
          JSON.createObjectNode()
              .put("stateMachineArn", arn)
              .put("name", "run")
              .put("input", input);
      var execution = call(machine, "StartExecution", start).path("executionArn").asText();
      var which = JSON.createObjectNode().put("executionArn", execution);
      ended(machine, which);
      then.accept(machine, which);
      var description = ended(machine, which);
      var history = call(machine, "GetExecutionHistory", which.put("maxResults", 1000));
      return new WorkflowRun(description, history.path("events"), services.calls());
    }
  }

  /** Starts an execution and answers what describes it once it has ended. */
  static JsonNode execute(StepFunctions machine, String stateMachine, String name, String input) {
    var start =
        JSON.createObjectNode()
            .put("stateMachineArn", stateMachine)
            .put("name", name)
            .put("input", input);
    var execution = call(machine, "StartExecution", start).path("executionArn").asText();
    return ended(machine, JSON.createObjectNode().put("executionArn", execution));
  }

  private static JsonNode ended(StepFunctions machine, JsonNode which) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> call(machine, "DescribeExecution", which),
            d -> !d.path("status").asText().equals("RUNNING"));
  }

  static JsonNode definition() {
    return definition("ChargePayment", 0);
  }

  /** With a time to cancel in, before the charge. */
  static JsonNode definitionWithWindow(int seconds) {
    return definition("CancelWindow", seconds);
  }

  private static JsonNode definition(String afterReservation, int windowSeconds) {
    try {
      var text =
          FUNCTION
              .matcher(Files.readString(DEFINITION))
              .replaceAll(found -> FUNCTION_ARN + kebab(found.group(1)))
              .replace("${Partition}", "aws")
              .replace("${ShipmentQueueUrl}", "http://127.0.0.1/000000000000/shipments")
              .replace("${OrdersTableName}", "orders")
              .replace("${OrderEventsName}", "order-events")
              .replace("${AfterReservation}", afterReservation)
              .replace("${CancelWindowSeconds}", String.valueOf(windowSeconds));
      return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ReserveInventory is reserve-inventory, as its folder is named. */
  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  String status() {
    return description.path("status").asText();
  }

  String cause() {
    return description.path("cause").asText();
  }

  String error() {
    return description.path("error").asText();
  }

  JsonNode output() {
    return parsed(description.path("output").asText());
  }

  /** The last reason that the workflow wrote to the row, from the write's own parameters. */
  String reason() {
    return writes().stream()
        .filter(values -> values.has(":reason"))
        .reduce((first, last) -> last)
        .map(values -> values.at("/:reason/S").asText())
        .orElse("");
  }

  /** The values of each attempt of a state to write to the row. */
  List<JsonNode> valuesOf(String state) {
    var values = new ArrayList<JsonNode>();
    var current = "";
    for (var event : history) {
      current = event.at("/stateEnteredEventDetails/name").asText(current);
      if (current.equals(state)) {
        values.addAll(values(event));
      }
    }
    return values;
  }

  /** The values of all that the workflow wrote to the row. */
  List<JsonNode> writes() {
    var values = new ArrayList<JsonNode>();
    history.forEach(event -> values.addAll(values(event)));
    return values;
  }

  private static List<JsonNode> values(JsonNode event) {
    var parameters = event.at("/taskScheduledEventDetails/parameters").asText();
    return parameters.contains("ExpressionAttributeValues")
        ? List.of(parsed(parameters).path("ExpressionAttributeValues"))
        : List.of();
  }

  /** The entries of each attempt to publish an event. */
  List<JsonNode> published() {
    var entries = new ArrayList<JsonNode>();
    for (var event : history) {
      var parameters = event.at("/taskScheduledEventDetails/parameters").asText();
      if (parameters.contains("\"Entries\"")) {
        parsed(parameters).path("Entries").forEach(entries::add);
      }
    }
    return entries;
  }

  /** The messages to the warehouse. */
  List<JsonNode> messages() {
    var messages = new ArrayList<JsonNode>();
    for (var event : history) {
      var parameters = event.at("/taskScheduledEventDetails/parameters").asText();
      if (parameters.contains("\"MessageBody\"")) {
        messages.add(parsed(parameters).path("MessageBody"));
      }
    }
    return messages;
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> statesEntered() {
    var names = new ArrayList<String>();
    history.forEach(
        event -> {
          if (event.path("type").asText().endsWith("StateEntered")) {
            names.add(event.path("stateEnteredEventDetails").path("name").asText());
          }
        });
    return names;
  }

  List<String> transitions() {
    var names = statesEntered();
    var transitions = new ArrayList<String>();
    for (var i = 1; i < names.size(); i++) {
      transitions.add(names.get(i - 1) + " -> " + names.get(i));
    }
    return transitions;
  }

  private static JsonNode call(StepFunctions machine, String action, JsonNode request) {
    try {
      var call = AwsCall.json("states", "test", "AWSStepFunctions." + action, request.toString());
      return JSON.readTree(machine.answer(call).text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

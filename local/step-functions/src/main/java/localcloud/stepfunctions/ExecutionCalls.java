package localcloud.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import localcloud.aws.AwsException;

/** The API actions about executions. */
final class ExecutionCalls {
  private final StateMachines machines;
  private final Executions executions;
  private final Quotas quotas;
  private final Timer timer;

  ExecutionCalls(StateMachines machines, Executions executions, Quotas quotas, Timer timer) {
    this.quotas = quotas;
    this.machines = machines;
    this.executions = executions;
    this.timer = timer;
  }

  ObjectNode start(JsonNode request) {
    var machine = machines.get(Requests.required(request, "stateMachineArn"));
    quotas.start(machine);
    var execution = start(request, machine);
    return Json.object()
        .put("executionArn", execution.arn())
        .put("startDate", Details.seconds(execution.start().at()));
  }

  private Execution start(JsonNode request, StateMachine machine) {
    var name = Requests.text(request, "name");
    var text = request.hasNonNull("input") ? request.path("input").asText() : "{}";
    if (Json.isTooLarge(text)) {
      throw Requests.invalid("Value at 'input' failed to satisfy constraint: at most 262144 bytes");
    }
    return executions.start(machine, name == null ? null : Requests.name(name), text, input(text));
  }

  private static JsonNode input(String text) {
    try {
      return Json.MAPPER.readTree(text).requireNonNull();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new AwsException(
          400,
          "InvalidExecutionInput",
          "Invalid State Machine Execution Input: '" + e.getMessage() + "'");
    }
  }

  /** Runs an Express machine to its end; a failed run is an answer like any other. */
  ObjectNode startSync(JsonNode request) {
    var machine = machines.get(Requests.required(request, "stateMachineArn"));
    if (!machine.isExpress()) {
      throw new AwsException(
          400,
          "StateMachineTypeNotSupported",
          "This operation is not supported by this type of state machine");
    }
    var execution = start(request, machine);
    try {
      execution.finished().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwsException(500, "InternalFailure", "interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    var answer = describe(execution);
    var millis = Duration.between(execution.start().at(), timer.now()).toMillis();
    answer.set(
        "billingDetails",
        Json.object()
            .put("billedMemoryUsedInMB", 64)
            .put("billedDurationInMilliseconds", (millis / 100 + 1) * 100));
    return answer;
  }

  ObjectNode describe(JsonNode request) {
    var execution = standard(request);
    var obstacle = execution.redriveObstacle(timer.now());
    var described = describe(execution);
    described.put("redriveStatus", obstacle == null ? "REDRIVABLE" : "NOT_REDRIVABLE");
    Details.text(described, "redriveStatusReason", obstacle);
    return described;
  }

  private static ObjectNode describe(Execution execution) {
    var standing = execution.standing();
    var described = summary(execution);
    described.put("input", execution.start().inputText());
    described.set("inputDetails", Json.object().put("included", true));
    if (standing.output() != null) {
      described.put("output", standing.output());
      described.set("outputDetails", Json.object().put("included", true));
    }
    Details.text(described, "error", standing.error());
    Details.text(described, "cause", standing.cause());
    return described;
  }

  private static ObjectNode summary(Execution execution) {
    var standing = execution.standing();
    var summary =
        Json.object()
            .put("executionArn", execution.arn())
            .put("stateMachineArn", execution.machine().arn())
            .put("name", execution.start().name())
            .put("status", standing.status().name())
            .put("startDate", Details.seconds(execution.start().at()))
            .put("redriveCount", standing.redriveCount());
    if (standing.redrivenAt() != null) {
      summary.put("redriveDate", Details.seconds(standing.redrivenAt()));
    }
    if (standing.stoppedAt() != null) {
      summary.put("stopDate", Details.seconds(standing.stoppedAt()));
    }
    return summary;
  }

  ObjectNode list(JsonNode request) {
    var machine = machines.get(Requests.required(request, "stateMachineArn"));
    var status = Requests.text(request, "statusFilter");
    var found =
        executions.of(
            machine.arn(),
            execution -> status == null || execution.standing().status().name().equals(status));
    return Page.of(found, request, 1000).write("executions", ExecutionCalls::summary);
  }

  ObjectNode stop(JsonNode request) {
    var execution = standard(request);
    executions.stop(execution, Requests.text(request, "error"), Requests.text(request, "cause"));
    var stopped = execution.standing().stoppedAt();
    return Json.object().put("stopDate", Details.seconds(stopped == null ? timer.now() : stopped));
  }

  ObjectNode redrive(JsonNode request) {
    var token = Requests.text(request, "clientToken");
    if (token != null && (token.isEmpty() || token.length() > 64)) {
      throw Requests.invalid(
          "Value at 'clientToken' failed to satisfy constraint: 1 to 64 characters");
    }
    var at = executions.redrive(standard(request), token);
    return Json.object().put("redriveDate", Details.seconds(at));
  }

  ObjectNode history(JsonNode request) {
    List<ObjectNode> events = new ArrayList<>(standard(request).events());
    if (request.path("reverseOrder").asBoolean(false)) {
      events = events.reversed();
    }
    var withData = request.path("includeExecutionData").asBoolean(true);
    return Page.of(events, request, 1000)
        .write("events", event -> withData ? event : withoutData(event.deepCopy()));
  }

  private static ObjectNode withoutData(ObjectNode event) {
    event.findParents("input").forEach(details -> ((ObjectNode) details).remove("input"));
    event.findParents("output").forEach(details -> ((ObjectNode) details).remove("output"));
    event.findParents("parameters").forEach(details -> ((ObjectNode) details).remove("parameters"));
    return event;
  }

  private Execution standard(JsonNode request) {
    var execution = executions.get(Requests.required(request, "executionArn"));
    if (execution.machine().isExpress()) {
      throw new AwsException(
          400, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'");
    }
    return execution;
  }
}

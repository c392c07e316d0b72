package com.example.orders.recordfailure;

import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * The event "Step Functions Execution Status Change" (EventBridge events reference, AWS Step
 * Functions). Its error and cause are null for a timeout and for an abort without words, its input
 * is missing when it is too large; the name of the execution tells the order all the same.
 */
final class ExecutionReader {
  private final Json json = new Json();

  static boolean isStatusChange(JsonNode event) {
    return event.path("source").asText().equals("aws.states")
        && event.path("detail").has("executionArn");
  }

  FailureReport read(JsonNode event, Instant at) {
    var detail = event.path("detail");
    var execution = detail.path("executionArn").asText();
    var status = detail.path("status").asText("FAILED");
    var input = Json.text(detail, "/input");
    var order =
        Json.order(json.object(input.orElse(null)))
            .or(() -> OrderKey.ofExecution(execution.substring(execution.lastIndexOf(':') + 1)))
            .orElse(null);
    var redrives = detail.path("redriveCount").asInt();
    return new FailureReport(
        order == null ? FailureId.ofEvent("execution", execution) : FailureId.ofOrder(order),
        FailureReport.idOfExecution(execution, status, redrives),
        FailureSource.WORKFLOW,
        execution,
        Json.text(detail, "/error").orElseGet(() -> FailureReport.errorOfExecution(status)),
        Json.text(detail, "/cause").orElse("the execution ended " + status),
        1 + redrives,
        order,
        null,
        input.orElse(""),
        at);
  }
}

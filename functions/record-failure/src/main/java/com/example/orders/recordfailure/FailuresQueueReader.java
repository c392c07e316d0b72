package com.example.orders.recordfailure;

import com.example.orders.failures.ClassificationRules;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Arrays;

/**
 * Records of asynchronous invokes that failed for good (Lambda guide, "Retaining records of
 * asynchronous invocations") and status changes of executions. Anything else is kept as it is.
 */
final class FailuresQueueReader {
  /** A record of a record of a record … is no accident: it is kept whole at this depth. */
  private static final int DEEPEST = 3;

  private final Json json = new Json();
  private final ExecutionReader executions;
  private final Clock clock;

  FailuresQueueReader(ExecutionReader executions, Clock clock) {
    this.executions = executions;
    this.clock = clock;
  }

  FailureReport read(SinkMessage message) {
    var body = json.object(message.body());
    if (ExecutionReader.isStatusChange(body)) {
      return executions.read(body, clock.instant());
    }
    return isRecord(body) ? invoke(innermost(body), message) : unknown(message);
  }

  private static boolean isRecord(JsonNode node) {
    return node.path("requestContext").has("functionArn") && node.has("requestPayload");
  }

  private static JsonNode innermost(JsonNode outer) {
    var invocation = outer;
    for (int depth = 1; depth < DEEPEST && isRecord(invocation.path("requestPayload")); depth++) {
      invocation = invocation.path("requestPayload");
    }
    return invocation;
  }

  private FailureReport invoke(JsonNode invocation, SinkMessage message) {
    var context = invocation.path("requestContext");
    var response = invocation.path("responsePayload");
    var payload = invocation.path("requestPayload");
    var function = context.path("functionArn").asText().replace(":$LATEST", "");
    var condition = Json.text(context, "/condition").orElse("unknown condition");
    var key =
        Json.text(payload, "/detail/metadata/idempotencyKey")
            .or(() -> Json.text(context, "/requestId"))
            .orElseGet(message::id);
    return new FailureReport(
        FailureId.ofInvoke(unqualified(function), key),
        message.id(),
        FailureSource.ASYNC_INVOKE,
        function,
        Json.text(response, "/errorType")
            .or(
                () ->
                    Json.text(invocation, "/responseContext/functionError")
                        .map(_ -> ClassificationRules.NO_ERROR_TYPE))
            .orElse(condition),
        condition + ": " + Json.text(response, "/errorMessage").orElse("no words"),
        context.path("approximateInvokeCount").asInt(1),
        Json.order(payload.at("/detail/data")).orElse(null),
        null,
        payload.toString(),
        clock.instant());
  }

  private FailureReport unknown(SinkMessage message) {
    return new FailureReport(
        FailureId.ofInvoke("", message.body()),
        message.id(),
        FailureSource.ASYNC_INVOKE,
        "",
        ClassificationRules.UNREADABLE,
        "neither a record of an asynchronous invoke nor a status change of an execution",
        message.receives(),
        null,
        null,
        message.body(),
        clock.instant());
  }

  /** Without the version or the alias: the same event that fails again there is the same. */
  private static String unqualified(String arn) {
    var parts = arn.split(":", -1);
    return parts.length > 7 ? String.join(":", Arrays.copyOf(parts, 7)) : arn;
  }
}

package com.example.orders.workflow;

import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import localcloud.stepfunctions.StepFunctions;

/**
 * An order's executions: the first, and one more each time that the inbox would start one.
 *
 * @param ends the error of each execution, or its output
 * @param duration from the first start to the last end
 */
record ReplayedOrder(List<String> ends, List<Step> calls, Duration duration) {
  private static final OrderKey ORDER = OrderKey.of("acme", "0199c0de-0000-7000-8000-000000000001");
  static final Duration LEASE = Duration.ofMinutes(10);

  static ReplayedOrder of(Map<Step, List<Behaviour>> scripts) {
    return of(WorkflowRun.definition(), scripts);
  }

  /** Goes on until one succeeds; one that no automatic replay follows is a failure of the test. */
  static ReplayedOrder of(JsonNode definition, Map<Step, List<Behaviour>> scripts) {
    var timer = new VirtualTimer();
    var services = new ScriptedServices(scripts, timer);
    try (var machine =
        new StepFunctions("us-east-1", "000000000000", timer, new Random(1), services, _ -> {})) {
      services.callBackTo(machine);
      var arn = machine.define("order-workflow", "STANDARD", definition, WorkflowRun.ROLE);
      var ends = new ArrayList<String>();
      Failure entry = null;
      while (true) {
        var name = ORDER.executionName(entry == null ? 0 : entry.replays());
        var ended = WorkflowRun.execute(machine, arn, name, ORDER.executionInput());
        if (ended.path("status").asText().equals("SUCCEEDED")) {
          ends.add(ended.path("output").asText());
          return new ReplayedOrder(
              ends, services.calls(), Duration.between(VirtualTimer.START, timer.now()));
        }
        ends.add(ended.path("error").asText());
        var report = report(ORDER, ended, timer.now());
        entry = entry == null ? Failure.first(report) : entry.reportedAgain(report);
        timer.advance(Duration.between(timer.now(), entry.nextReplayAt()));
        entry = entry.claim(timer.now(), LEASE);
      }
    }
  }

  /** What the inbox gets of an execution that failed. */
  static FailureReport report(OrderKey order, JsonNode ended, Instant at) {
    return new FailureReport(
        FailureId.ofOrder(order),
        ended.path("executionArn").asText(),
        FailureSource.WORKFLOW,
        ended.path("executionArn").asText(),
        ended.path("error").asText(),
        ended.path("cause").asText(),
        1,
        order,
        null,
        order.executionInput(),
        at);
  }

  long times(Step step) {
    return calls.stream().filter(step::equals).count();
  }
}

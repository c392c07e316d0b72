package com.example.orders.workflow;

import com.example.orders.failures.Failure;
import com.example.orders.order.OrderKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Function;
import localcloud.aws.AwsCall;
import localcloud.stepfunctions.StepFunctions;

/** The executions of many orders beside each other, each replayed as the inbox would. */
final class Fleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FleetTimer timer;
  private final StepFunctions machine;
  private final String stateMachine;
  private final Map<OrderKey, Failure> inbox = new HashMap<>();
  private final SequencedMap<OrderKey, List<String>> ends = new LinkedHashMap<>();
  private Instant lastEnd = VirtualTimer.START;

  /**
   * @param charge how each charge goes; everything else works
   */
  Fleet(FleetTimer timer, Function<AwsCall, Behaviour> charge) {
    this.timer = timer;
    var services =
        new ScriptedServices(
            Map.of(Step.CHARGE, List.of(new Behaviour.Asks(charge))), timer::now, Fleet::late);
    machine =
        new StepFunctions("us-east-1", "000000000000", timer, new Random(1), services, this::heard);
    services.callBackTo(machine);
    stateMachine =
        machine.define("order-workflow", "STANDARD", WorkflowRun.definition(), WorkflowRun.ROLE);
  }

  private static void late(Duration time) {
    throw new IllegalStateException("Nobody may move the time of all by " + time);
  }

  void add(OrderKey order, Instant arrival) {
    timer.at(arrival, () -> start(order, 0));
  }

  /** Until each order's last execution has ended. */
  void run() throws InterruptedException {
    timer.run();
  }

  /** The status that each of an order's executions ended with, or its error. */
  synchronized SequencedMap<OrderKey, List<String>> ends() {
    return new LinkedHashMap<>(ends);
  }

  synchronized Instant lastEnd() {
    return lastEnd;
  }

  private void start(OrderKey order, int replay) {
    timer.enter();
    var request =
        JSON.createObjectNode()
            .put("stateMachineArn", stateMachine)
            .put("name", order.executionName(replay))
            .put("input", order.executionInput());
    machine.answer(
        AwsCall.json("states", "test", "AWSStepFunctions.StartExecution", request.toString()));
  }

  /** Comes from the machine for each start and each end, one after the other. */
  private synchronized void heard(JsonNode change) {
    var status = change.path("status").asText();
    if (status.equals("RUNNING")) {
      return;
    }
    var order = OrderKey.ofExecution(change.path("name").asText()).orElseThrow();
    var succeeded = status.equals("SUCCEEDED");
    var end = succeeded ? json(change.path("output").asText(), "status") : error(change, status);
    ends.computeIfAbsent(order, _ -> new ArrayList<>()).add(end);
    lastEnd = timer.now();
    if (!succeeded) {
      replayLater(order, change);
    }
    timer.leave();
  }

  private static String error(JsonNode change, String status) {
    return change.path("error").asText(status);
  }

  private static String json(String text, String field) {
    try {
      return JSON.readTree(text).path(field).asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void replayLater(OrderKey order, JsonNode ended) {
    var report = ReplayedOrder.report(order, ended, timer.now());
    var known = inbox.get(order);
    var entry = known == null ? Failure.first(report) : known.reportedAgain(report);
    var next = entry.nextReplayAt();
    if (next != null) {
      var claimed = entry.claim(next, ReplayedOrder.LEASE);
      inbox.put(order, claimed);
      timer.at(next, () -> start(order, claimed.replays()));
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}

package com.example.orders.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.stepfunctions.StepFunctions;

/** The functions, queue, table and bus of the workflow, each going as its script says. */
final class ScriptedServices implements AwsService {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<Step, List<Behaviour>> scripts;
  private final InstantSource clock;
  private final Consumer<Duration> advance;
  private final Map<Step, Integer> made = new EnumMap<>(Step.class);
  private final List<Step> calls = new ArrayList<>();
  private StepFunctions machine;

  /** What the fence writes to the row, as refund-payment reads it there. */
  private volatile String reason = "";

  ScriptedServices(Map<Step, List<Behaviour>> scripts, VirtualTimer timer) {
    this(scripts, timer::now, timer::advance);
  }

  /**
   * @param advance passes the time that the warehouse takes
   */
  ScriptedServices(
      Map<Step, List<Behaviour>> scripts, InstantSource clock, Consumer<Duration> advance) {
    this.scripts = scripts;
    this.clock = clock;
    this.advance = advance;
  }

  void callBackTo(StepFunctions stepFunctions) {
    this.machine = stepFunctions;
  }

  synchronized List<Step> calls() {
    return List.copyOf(calls);
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var step = Step.of(call);
    if (step == Step.FENCE) {
      reason = json(call).at("/ExpressionAttributeValues/:reason/S").asText();
    }
    return answer(step, call, next(step));
  }

  private AwsAnswer answer(Step step, AwsCall call, Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Works() -> works(step, call);
      case Behaviour.Until(var time, var before, var then) ->
          answer(step, call, clock.instant().isBefore(time) ? before : then);
      case Behaviour.Asks(var code) -> answer(step, call, code.apply(call));
      case Behaviour.Late(var after) -> {
        later(
            () -> {
              advance.accept(after);
              succeed(token(call), "{\"shipmentId\":\"ship_1\"}");
            });
        yield sent();
      }
      case Behaviour.Answers(var payload) -> AwsAnswer.json(payload);
      case Behaviour.Throws(var error, var message) when step.isLambda() -> thrown(error, message);
      case Behaviour.Throws(var error, var message) -> {
        later(() -> fail(token(call), error, message));
        yield sent();
      }
      case Behaviour.Refuses(var status, var code) -> throw new AwsException(status, code, code);
      case Behaviour.Silent() -> {
        later(() -> advance.accept(Duration.ofSeconds(3601)));
        yield sent();
      }
      case Behaviour.FailsAnEntry() ->
          AwsAnswer.json(
              "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalFailure\",\"ErrorMessage\":\"x\"}]}");
    };
  }

  /** The script's next entry; its last one goes on for ever, and no script means it works. */
  private synchronized Behaviour next(Step step) {
    calls.add(step);
    var script = scripts.getOrDefault(step, List.of(Behaviour.WORKS));
    var number = made.merge(step, 1, Integer::sum) - 1;
    return script.get(Math.min(number, script.size() - 1));
  }

  private AwsAnswer works(Step step, AwsCall call) {
    return switch (step) {
      case RESERVE ->
          AwsAnswer.json(
              "{\"total\":5180,\"currency\":\"EUR\",\"lines\":[{\"sku\":\"MUG\",\"quantity\":1}],\"version\":2}");
      case CHARGE -> AwsAnswer.json("{\"paymentId\":\"pay_1\",\"version\":4}");
      case REFUND ->
          AwsAnswer.json(
              "{\"outcome\":\"REFUNDED\",\"closing\":{\"status\":\"REJECTED\",\"reason\":\"%s\",\"detail\":\"d\",\"version\":6}}"
                  .formatted(reason));
      case RELEASE -> AwsAnswer.json("{\"released\":true}");
      case SHIP -> {
        later(() -> succeed(token(call), "{\"shipmentId\":\"ship_1\"}"));
        yield sent();
      }
      case CANCEL_SHIPMENT -> {
        later(() -> succeed(token(call), "{\"outcome\":\"CANCELLED\"}"));
        yield sent();
      }
      case CONFIRM, FENCE, CLOSE, PARK, RESUME -> AwsAnswer.json("{}");
      case PUBLISH_CONFIRMED, PUBLISH_CLOSED ->
          AwsAnswer.json("{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"e\"}]}");
    };
  }

  private static AwsAnswer sent() {
    return AwsAnswer.json("{\"MessageId\":\"m\",\"MD5OfMessageBody\":\"d\"}");
  }

  private static AwsAnswer thrown(String error, String message) {
    var body = JSON.createObjectNode().put("errorMessage", message).put("errorType", error);
    return new AwsAnswer(
        200,
        Map.of("x-amz-function-error", "Unhandled", "content-type", "application/json"),
        body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The warehouse answers on its own thread, after the message was taken. */
  private static void later(Runnable action) {
    Thread.ofVirtual().start(action);
  }

  private void succeed(String token, String output) {
    callMachine(
        "SendTaskSuccess", JSON.createObjectNode().put("taskToken", token).put("output", output));
  }

  private void fail(String token, String error, String cause) {
    callMachine(
        "SendTaskFailure",
        JSON.createObjectNode().put("taskToken", token).put("error", error).put("cause", cause));
  }

  private void callMachine(String action, JsonNode request) {
    machine.answer(
        AwsCall.json("states", "test", "AWSStepFunctions." + action, request.toString()));
  }

  private static String token(AwsCall call) {
    return json(json(call).path("MessageBody").asText()).path("taskToken").asText();
  }

  private static JsonNode json(AwsCall call) {
    return json(call.text());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

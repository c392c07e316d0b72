package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Step Functions with a scripted rest of AWS. Definitions are JSON with single quotes. */
final class Lab implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::000000000000:role/machine";
  final StepFunctions stepFunctions;
  final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  final List<JsonNode> changes = new CopyOnWriteArrayList<>();

  Lab(AwsService aws) {
    this(aws, Timer.following(InstantSource.system()));
  }

  Lab(AwsService aws, Timer timer) {
    this(aws, timer, Long.MAX_VALUE);
  }

  /** As above, and keeps only so many bytes of ended executions. */
  Lab(AwsService aws, Timer timer, long keptBytes) {
    this(aws, timer, keptBytes, Quotas.of(WorkflowRates.unlimited()));
  }

  Lab(AwsService aws, Timer timer, long keptBytes, Quotas quotas) {
    stepFunctions =
        new StepFunctions(
            "us-east-1",
            "000000000000",
            timer,
            new Random(7),
            call -> answer(call, aws),
            new InvocationGate(Integer.MAX_VALUE),
            quotas,
            changes::add,
            keptBytes);
  }

  /** Patient enough for a busy machine. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  private AwsAnswer answer(AwsCall call, AwsService aws) {
    calls.add(call);
    return call.service().equals("states") ? stepFunctions.answer(call) : aws.answer(call);
  }

  static JsonNode json(String quoted) {
    try {
      return Json.parse(quoted.replace('\'', '"'));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static AwsAnswer ok(String quoted) {
    return AwsAnswer.json(json(quoted).toString());
  }

  static AwsAnswer functionError(String quoted) {
    return new AwsAnswer(
        200,
        Map.of("x-amz-function-error", "Unhandled"),
        json(quoted).toString().getBytes(StandardCharsets.UTF_8));
  }

  static AwsAnswer error(int status, String code, String message) {
    var body = Json.object().put("__type", code).put("message", message);
    return new AwsAnswer(status, Map.of(), body.toString().getBytes(StandardCharsets.UTF_8));
  }

  JsonNode call(String action, JsonNode request) {
    var call =
        AwsCall.json(
            "states",
            "arn:aws:iam::000000000000:root",
            "AWSStepFunctions." + action,
            request.toString());
    return json(stepFunctions.answer(call).text().replace("'", "\\u0027"));
  }

  JsonNode call(String action, String quoted) {
    return call(action, json(quoted));
  }

  String refusal(Runnable call) {
    var refusal = new String[1];
    assertThatExceptionOfType(AwsException.class)
        .isThrownBy(call::run)
        .satisfies(e -> refusal[0] = e.code());
    return refusal[0];
  }

  String define(String quoted) {
    return stepFunctions.define("machine", "STANDARD", json(quoted), ROLE);
  }

  /** A machine with one state, whose fields are given. */
  String defineState(String fields) {
    return define("{'StartAt':'S','States':{'S':{" + fields + ",'End':true}}}");
  }

  String start(String machine, String input) {
    var request =
        Json.object().put("stateMachineArn", machine).put("input", json(input).toString());
    return call("StartExecution", request).path("executionArn").asText();
  }

  JsonNode describe(String execution) {
    return call("DescribeExecution", Json.object().put("executionArn", execution));
  }

  JsonNode awaitEnd(String execution) {
    await().until(() -> !describe(execution).path("status").asText().equals("RUNNING"));
    return describe(execution);
  }

  /** Runs a machine of one state to its end. */
  JsonNode runState(String fields, String input) {
    return awaitEnd(start(defineState(fields), input));
  }

  JsonNode events(String execution) {
    return call(
            "GetExecutionHistory",
            Json.object().put("executionArn", execution).put("maxResults", 1000))
        .path("events");
  }

  List<String> eventTypes(String execution) {
    return events(execution).findValuesAsText("type");
  }

  @Override
  public void close() {
    stepFunctions.close();
  }
}

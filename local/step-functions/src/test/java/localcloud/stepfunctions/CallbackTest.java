package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbackTest {
  private static final String TASK =
      "'QueryLanguage':'JSONata','Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage.waitForTaskToken',"
          + "'Arguments':{'QueueUrl':'http://q','MessageBody':{'taskToken':'{% $states.context.Task.Token %}'}}";
  private final ManualTimer timer = new ManualTimer(false);
  private final Lab lab = new Lab(call -> Lab.ok("{'MessageId':'m-1'}"), timer);

  @AfterEach
  void close() {
    lab.close();
  }

  private String token() {
    await().until(() -> !lab.calls.isEmpty());
    var message =
        Lab.json(lab.calls.getLast().text().replace("'", "")).path("MessageBody").asText();
    return Lab.json(message).path("taskToken").asText();
  }

  private void awaitSubmitted(String execution) {
    await().until(() -> lab.eventTypes(execution).contains("TaskSubmitted"));
  }

  private JsonNode success(String token) {
    return lab.call(
        "SendTaskSuccess",
        Json.object().put("taskToken", token).put("output", "{\"shipmentId\":\"s-1\"}"));
  }

  @Test
  void aCallbackResumesTheTaskWithItsOutput() {
    var execution = lab.start(lab.defineState(TASK), "{}");
    awaitSubmitted(execution);
    assertThat(success(token())).isEmpty();
    assertThat(lab.awaitEnd(execution).path("output").asText())
        .isEqualTo("{\"shipmentId\":\"s-1\"}");
    assertThat(lab.eventTypes(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded");
    var scheduled = lab.events(execution).get(2).path("taskScheduledEventDetails");
    assertThat(scheduled.path("resource").asText()).isEqualTo("sendMessage.waitForTaskToken");
    assertThat(scheduled.path("resourceType").asText()).isEqualTo("sqs");
    assertThat(lab.calls.getFirst().principal()).isEqualTo(Lab.ROLE);
  }

  @Test
  void aFailureCallbackFailsTheTaskWithItsError() {
    var execution = lab.start(lab.defineState(TASK), "{}");
    awaitSubmitted(execution);
    lab.call(
        "SendTaskFailure",
        Json.object()
            .put("taskToken", token())
            .put("error", "Warehouse.Refused")
            .put("cause", "no"));
    var run = lab.awaitEnd(execution);
    assertThat(run.path("error").asText()).isEqualTo("Warehouse.Refused");
    assertThat(run.path("cause").asText()).isEqualTo("no");
  }

  @Test
  void heartbeatsKeepTheTaskAliveAndTheirAbsenceEndsIt() {
    var execution =
        lab.start(lab.defineState(TASK + ",'HeartbeatSeconds':10,'TimeoutSeconds':100"), "{}");
    awaitSubmitted(execution);
    timer.advance(2, Duration.ofSeconds(8));
    lab.call("SendTaskHeartbeat", Json.object().put("taskToken", token()));
    timer.advance(2, Duration.ofSeconds(8));
    assertThat(lab.describe(execution).path("status").asText()).isEqualTo("RUNNING");
    timer.advance(2, Duration.ofSeconds(3));
    var run = lab.awaitEnd(execution);
    assertThat(run.path("error").asText()).isEqualTo("States.Timeout");
    assertThat(run.has("cause")).isFalse();
    var timedOut = lab.events(execution).path(5);
    assertThat(timedOut.path("type").asText()).isEqualTo("TaskTimedOut");
    assertThat(timedOut.path("taskTimedOutEventDetails").path("error").asText())
        .isEqualTo("States.Timeout");
    assertThat(timedOut.path("taskTimedOutEventDetails").has("cause")).isFalse();
    assertThat(timer.waiting()).isZero();
  }

  /** The names under which a timeout is caught, and what a catcher gets (recorded on AWS). */
  @ParameterizedTest
  @CsvSource({
    "TimeoutSeconds, States.Timeout",
    "TimeoutSeconds, States.ALL",
    "HeartbeatSeconds, States.Timeout",
    "HeartbeatSeconds, States.HeartbeatTimeout",
    "HeartbeatSeconds, States.ALL"
  })
  void aTimeoutIsCaughtWithAnEmptyCause(String field, String caught) {
    var machine =
        lab.define(
            "{'StartAt':'S','States':{'S':{%s,'%s':60,'Catch':[{'ErrorEquals':['%s'],'Next':'Late'}],'End':true},'Late':{'Type':'Pass','InputPath':'$.Cause','ResultPath':'$.was','End':true}}}"
                .formatted(TASK, field, caught));
    var execution = lab.start(machine, "{}");
    awaitSubmitted(execution);
    timer.advance(1, Duration.ofSeconds(60));
    assertThat(Lab.json(lab.awaitEnd(execution).path("output").asText()))
        .isEqualTo(Lab.json("{'Error':'States.Timeout','Cause':'','was':''}"));
  }

  @Test
  void aTimeoutIsNoMissedHeartbeat() {
    var execution =
        lab.start(
            lab.defineState(
                TASK
                    + ",'TimeoutSeconds':60,'Retry':[{'ErrorEquals':['States.HeartbeatTimeout','States.TaskFailed']}]"),
            "{}");
    awaitSubmitted(execution);
    timer.advance(1, Duration.ofSeconds(60));
    assertThat(lab.awaitEnd(execution).path("error").asText()).isEqualTo("States.Timeout");
    assertThat(lab.eventTypes(execution)).containsOnlyOnce("TaskScheduled");
  }

  @Test
  void lateAndRepeatedCallbacksFindTheTaskGone() {
    var execution = lab.start(lab.defineState(TASK), "{}");
    awaitSubmitted(execution);
    success(token());
    lab.awaitEnd(execution);
    assertThat(lab.refusal(() -> success(token()))).isEqualTo("TaskTimedOut");
    assertThat(
            lab.refusal(
                () -> lab.call("SendTaskHeartbeat", Json.object().put("taskToken", token()))))
        .isEqualTo("TaskTimedOut");
  }

  @Test
  void aCallbackAfterTheExecutionWasStoppedFindsTheTaskGone() {
    var execution = lab.start(lab.defineState(TASK), "{}");
    awaitSubmitted(execution);
    lab.call("StopExecution", Json.object().put("executionArn", execution));
    await()
        .untilAsserted(
            () -> assertThat(lab.refusal(() -> success(token()))).isEqualTo("TaskTimedOut"));
  }

  @Test
  void tokensThatWereNeverIssuedAreRefused() {
    var unknown = Base64.getEncoder().encodeToString("task:none".getBytes(StandardCharsets.UTF_8));
    assertThat(lab.refusal(() -> success("garbage!"))).isEqualTo("InvalidToken");
    assertThat(lab.refusal(() -> success(unknown))).isEqualTo("TaskDoesNotExist");
  }

  @Test
  void anOutputThatIsNotJsonIsRefusedAndTheTaskWaitsOn() {
    var execution = lab.start(lab.defineState(TASK), "{}");
    awaitSubmitted(execution);
    var request = Json.object().put("taskToken", token()).put("output", "{oops");
    assertThat(lab.refusal(() -> lab.call("SendTaskSuccess", request))).isEqualTo("InvalidOutput");
    assertThat(lab.describe(execution).path("status").asText()).isEqualTo("RUNNING");
  }
}

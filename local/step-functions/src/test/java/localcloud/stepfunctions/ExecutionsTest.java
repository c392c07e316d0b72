package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionsTest {
  private static final String WAIT = "'Type':'Wait','Seconds':60";
  private final ManualTimer timer = new ManualTimer(false);
  private final Lab lab = new Lab(call -> Lab.ok("{}"), timer);

  @AfterEach
  void close() {
    lab.close();
  }

  private JsonNode start(String machine, String name, String input) {
    return lab.call(
        "StartExecution",
        Json.object().put("stateMachineArn", machine).put("name", name).put("input", input));
  }

  @Test
  void theSameNameAndInputGivesTheSameAnswerWhileItRuns() {
    var machine = lab.defineState(WAIT);
    var first = start(machine, "order-1", "{\"a\":1}");
    timer.advance(1, Duration.ofSeconds(5));
    assertThat(start(machine, "order-1", "{ \"a\": 1 }")).isEqualTo(first);
    assertThat(lab.refusal(() -> start(machine, "order-1", "{\"a\":2}")))
        .isEqualTo("ExecutionAlreadyExists");
  }

  @Test
  void aClosedExecutionsNameIsTaken() {
    var machine = lab.defineState("'Type':'Pass'");
    lab.awaitEnd(start(machine, "order-1", "{}").path("executionArn").asText());
    assertThat(lab.refusal(() -> start(machine, "order-1", "{}")))
        .isEqualTo("ExecutionAlreadyExists");
  }

  @Test
  void namesAndInputsAreChecked() {
    var machine = lab.defineState(WAIT);
    assertThat(lab.refusal(() -> start(machine, "a b", "{}"))).isEqualTo("InvalidName");
    assertThat(lab.refusal(() -> start(machine, "x".repeat(81), "{}"))).isEqualTo("InvalidName");
    assertThat(lab.refusal(() -> start(machine, "a", "{"))).isEqualTo("InvalidExecutionInput");
    assertThat(lab.refusal(() -> start(machine, "a", ""))).isEqualTo("InvalidExecutionInput");
    assertThat(lab.refusal(() -> start(machine, "a", "\"" + "x".repeat(262_143) + "\"")))
        .isEqualTo("ValidationException");
    assertThat(lab.refusal(() -> start(machine + "x", "a", "{}")))
        .isEqualTo("StateMachineDoesNotExist");
  }

  @Test
  void stoppingEndsTheExecutionAtOnceWithErrorAndCause() {
    var execution = lab.start(lab.defineState(WAIT), "{}");
    await().until(() -> timer.waiting() == 1);
    lab.call(
        "StopExecution",
        Json.object().put("executionArn", execution).put("error", "Stop").put("cause", "enough"));
    var run = lab.describe(execution);
    assertThat(run.path("status").asText()).isEqualTo("ABORTED");
    assertThat(run.path("error").asText()).isEqualTo("Stop");
    assertThat(run.path("cause").asText()).isEqualTo("enough");
    assertThat(lab.eventTypes(execution))
        .containsExactly("ExecutionStarted", "WaitStateEntered", "ExecutionAborted");
    await().until(() -> timer.waiting() == 0);
  }

  @Test
  void theMachinesTimeoutEndsTheExecution() {
    var machine =
        lab.define("{'StartAt':'S','TimeoutSeconds':30,'States':{'S':{" + WAIT + ",'End':true}}}");
    var execution = lab.start(machine, "{}");
    timer.advance(2, Duration.ofSeconds(30));
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("TIMED_OUT");
    assertThat(lab.describe(execution).has("error")).isFalse();
    var last = lab.events(execution).path(2);
    assertThat(last.path("type").asText()).isEqualTo("ExecutionTimedOut");
    assertThat(last.path("previousEventId").asInt(-1)).isZero();
    assertThat(last.path("executionTimedOutEventDetails"))
        .isEqualTo(Lab.json("{'error':'States.Timeout'}"));
  }

  @Test
  void startAndEndArePublishedInTheFormatOfTheStatusChangeEvent() {
    var execution = lab.start(lab.defineState("'Type':'Pass','Result':1"), "{'a':1}");
    lab.awaitEnd(execution);
    await().until(() -> lab.changes.size() == 2);
    assertThat(lab.changes.get(0).path("status").asText()).isEqualTo("RUNNING");
    assertThat(lab.changes.get(0).path("stopDate").isNull()).isTrue();
    var end = lab.changes.get(1);
    assertThat(end.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(end.path("executionArn").asText()).isEqualTo(execution);
    assertThat(end.path("input").asText()).isEqualTo("{\"a\":1}");
    assertThat(end.path("output").asText()).isEqualTo("1");
    assertThat(end.path("startDate").isIntegralNumber()).isTrue();
  }

  @Test
  void historyComesInPagesForwardsAndBackwards() {
    var execution = lab.start(lab.defineState("'Type':'Pass'"), "{}");
    lab.awaitEnd(execution);
    var forward = pages(Json.object().put("executionArn", execution).put("maxResults", 3));
    assertThat(forward).containsExactly(1, 2, 3, 4);
    var backward =
        pages(
            Json.object()
                .put("executionArn", execution)
                .put("maxResults", 3)
                .put("reverseOrder", true));
    assertThat(backward).containsExactly(4, 3, 2, 1);
    var bad = Json.object().put("executionArn", execution).put("nextToken", "x");
    assertThat(lab.refusal(() -> lab.call("GetExecutionHistory", bad))).isEqualTo("InvalidToken");
  }

  private ArrayList<Integer> pages(com.fasterxml.jackson.databind.node.ObjectNode request) {
    var ids = new ArrayList<Integer>();
    JsonNode page;
    do {
      page = lab.call("GetExecutionHistory", request);
      assertThat(page.path("events").size()).isLessThanOrEqualTo(3);
      page.path("events").forEach(event -> ids.add(event.path("id").asInt()));
      request.set("nextToken", page.path("nextToken"));
    } while (page.has("nextToken"));
    return ids;
  }

  @Test
  void historyCarriesTheDetailsOfItsEvents() {
    var execution = lab.start(lab.defineState("'Type':'Pass','Assign':{'x':1}"), "{'a':1}");
    lab.awaitEnd(execution);
    var events = lab.events(execution);
    var started = events.get(0).path("executionStartedEventDetails");
    assertThat(started.path("input").asText()).isEqualTo("{\"a\":1}");
    assertThat(started.path("roleArn").asText()).isEqualTo(Lab.ROLE);
    var entered = events.get(1).path("stateEnteredEventDetails");
    assertThat(entered.path("name").asText()).isEqualTo("S");
    assertThat(entered.path("inputDetails").path("truncated").asBoolean(true)).isFalse();
    var exited = events.get(2);
    assertThat(exited.path("previousEventId").asInt()).isEqualTo(2);
    assertThat(exited.path("stateExitedEventDetails").path("assignedVariables").path("x").asText())
        .isEqualTo("1");
    assertThat(events.get(3).path("executionSucceededEventDetails").path("output").asText())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void listsFilterByStatusAndComeNewestFirst() {
    var machine = lab.defineState(WAIT);
    var first = start(machine, "one", "{}").path("executionArn").asText();
    timer.advance(1, Duration.ofSeconds(1));
    start(machine, "two", "{}");
    lab.call("StopExecution", Json.object().put("executionArn", first));
    var all = lab.call("ListExecutions", Json.object().put("stateMachineArn", machine));
    assertThat(all.findValuesAsText("name")).containsExactly("two", "one");
    var running =
        lab.call(
            "ListExecutions",
            Json.object().put("stateMachineArn", machine).put("statusFilter", "RUNNING"));
    assertThat(running.findValuesAsText("name")).containsExactly("two");
  }

  @Test
  void aSynchronousExpressRunAnswersAlsoWhenItFailed() {
    var machine =
        lab.stepFunctions.define(
            "express",
            "EXPRESS",
            Lab.json("{'StartAt':'S','States':{'S':{'Type':'Fail','Error':'No','Cause':'why'}}}"),
            Lab.ROLE);
    var answer = lab.call("StartSyncExecution", Json.object().put("stateMachineArn", machine));
    assertThat(answer.path("status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("error").asText()).isEqualTo("No");
    assertThat(answer.has("billingDetails")).isTrue();
    var standard = lab.defineState("'Type':'Pass'");
    assertThat(
            lab.refusal(
                () ->
                    lab.call("StartSyncExecution", Json.object().put("stateMachineArn", standard))))
        .isEqualTo("StateMachineTypeNotSupported");
  }

  @Test
  void anUpdateReachesNewExecutionsOnly() {
    var machine = lab.defineState(WAIT + ",'Comment':'old'");
    var old = lab.start(machine, "{}");
    var definition = "{\"StartAt\":\"N\",\"States\":{\"N\":{\"Type\":\"Succeed\"}}}";
    lab.call(
        "UpdateStateMachine",
        Json.object().put("stateMachineArn", machine).put("definition", definition));
    var young = lab.start(machine, "{}");
    assertThat(lab.awaitEnd(young).path("status").asText()).isEqualTo("SUCCEEDED");
    timer.advance(1, Duration.ofSeconds(60));
    lab.awaitEnd(old);
    assertThat(lab.eventTypes(old)).contains("WaitStateExited");
    assertThat(lab.eventTypes(young)).contains("SucceedStateExited");
  }
}

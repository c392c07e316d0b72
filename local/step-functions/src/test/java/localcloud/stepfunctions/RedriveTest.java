package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guide says in "Restarting state machine executions with redrive". */
class RedriveTest {
  private static final String TASK =
      "{'Type':'Task','Resource':'arn:aws:lambda:us-east-1:000000000000:function:f'";
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final ManualTimer timer = new ManualTimer(false);
  private final Lab lab = new Lab(this::function, timer);

  /** A function that fails for the inputs that are broken. */
  private AwsAnswer function(AwsCall call) {
    return broken.contains(call.text())
        ? Lab.functionError("{'errorType':'Broken','errorMessage':'no'}")
        : Lab.ok("{'did':" + call.text() + "}");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private JsonNode redrive(String execution) {
    return lab.call("RedriveExecution", Json.object().put("executionArn", execution));
  }

  private List<String> inputs() {
    return lab.calls.stream().map(AwsCall::text).sorted().toList();
  }

  private String failed(String machine, String input) {
    var execution = lab.start(machine, input);
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("FAILED");
    return execution;
  }

  @Test
  void goesOnAtTheFailedStateWithInputVariablesAndHistory() {
    var machine =
        lab.define(
            "{'StartAt':'A','States':{'A':"
                + TASK
                + ",'Assign':{'kept':7},'Next':'B'},'B':"
                + TASK
                + ",'ResultSelector':{'kept.$':'$kept','redrives.$':'$$.Execution.RedriveCount','at.$':'$$.Execution.RedriveTime'},'End':true}}}");
    broken.add("{\"did\":1}");
    var execution = failed(machine, "1");
    var before = lab.eventTypes(execution);
    timer.advance(0, Duration.ofMinutes(5));
    broken.clear();
    var answer = redrive(execution);
    var run = lab.awaitEnd(execution);
    assertThat(run.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(Lab.json(run.path("output").asText()))
        .isEqualTo(Lab.json("{'kept':7,'redrives':1,'at':'2026-11-21T10:05:00.000Z'}"));
    assertThat(inputs()).containsExactly("1", "{\"did\":1}", "{\"did\":1}");
    assertThat(run.path("redriveCount").asInt()).isEqualTo(1);
    assertThat(run.path("redriveDate")).isEqualTo(answer.path("redriveDate"));
    assertThat(run.has("error")).isFalse();
    assertHistoryContinues(execution, before);
  }

  private void assertHistoryContinues(String execution, List<String> before) {
    var types = lab.eventTypes(execution);
    assertThat(types).startsWith(before.toArray(String[]::new));
    assertThat(types.subList(before.size(), types.size()))
        .containsExactly(
            "ExecutionRedriven",
            "LambdaFunctionScheduled",
            "LambdaFunctionStarted",
            "LambdaFunctionSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded");
    var events = lab.events(execution);
    for (var i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("id").asInt()).isEqualTo(i + 1);
    }
    var redriven = events.get(before.size());
    assertThat(redriven.path("previousEventId").asInt()).isEqualTo(before.size());
    assertThat(redriven.path("executionRedrivenEventDetails").path("redriveCount").asInt())
        .isEqualTo(1);
    var entered = before.lastIndexOf("TaskStateEntered") + 1;
    assertThat(events.get(before.size() + 1).path("previousEventId").asInt()).isEqualTo(entered);
  }

  @Test
  void aFailStateFailsAgain() {
    var execution =
        failed(lab.define("{'StartAt':'F','States':{'F':{'Type':'Fail','Error':'No'}}}"), "{}");
    redrive(execution);
    var run = lab.awaitEnd(execution);
    assertThat(run.path("error").asText()).isEqualTo("No");
    assertThat(run.path("redriveStatus").asText()).isEqualTo("REDRIVABLE");
    redrive(execution);
    assertThat(lab.awaitEnd(execution).path("redriveCount").asInt()).isEqualTo(2);
    assertThat(lab.eventTypes(execution))
        .containsExactly(
            "ExecutionStarted",
            "FailStateEntered",
            "ExecutionFailed",
            "ExecutionRedriven",
            "FailStateEntered",
            "ExecutionFailed",
            "ExecutionRedriven",
            "FailStateEntered",
            "ExecutionFailed");
  }

  @Test
  void retriesAreCountedAnew() {
    var machine =
        lab.define(
            "{'StartAt':'A','States':{'A':"
                + TASK
                + ",'Retry':[{'ErrorEquals':['Broken'],'MaxAttempts':1}],'End':true}}}");
    broken.add("1");
    var execution = lab.start(machine, "1");
    timer.advance(1, Duration.ofSeconds(1));
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("FAILED");
    redrive(execution);
    timer.advance(1, Duration.ofSeconds(1));
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("FAILED");
    assertThat(inputs()).hasSize(4);
  }

  @Test
  void onlyTheBranchesThatDidNotEndRunAgain() {
    var machine =
        lab.define(
            "{'StartAt':'P','States':{'P':{'Type':'Parallel','Branches':["
                + "{'StartAt':'A','States':{'A':"
                + TASK
                + ",'Parameters':'good','End':true}}},"
                + "{'StartAt':'W','States':{'W':{'Type':'Wait','Seconds':1,'Next':'B'},'B':"
                + TASK
                + ",'Parameters':'bad','End':true}}}],'Next':'E'},'E':{'Type':'Pass','End':true}}}");
    broken.add("\"bad\"");
    var execution = lab.start(machine, "{}");
    await().until(() -> lab.eventTypes(execution).contains("TaskStateExited"));
    timer.advance(1, Duration.ofSeconds(1));
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("FAILED");
    broken.clear();
    redrive(execution);
    assertThat(Lab.json(lab.awaitEnd(execution).path("output").asText()))
        .isEqualTo(Lab.json("[{'did':'good'},{'did':'bad'}]"));
    assertThat(inputs()).containsExactly("\"bad\"", "\"bad\"", "\"good\"");
    assertThat(lab.eventTypes(execution))
        .containsOnlyOnce("ParallelStateStarted", "ParallelStateSucceeded", "ParallelStateExited");
  }

  @Test
  void onlyTheIterationsThatDidNotEndRunAgain() {
    var machine =
        lab.define(
            "{'StartAt':'M','States':{'M':{'Type':'Map','MaxConcurrency':1,'ItemProcessor':{'StartAt':'T','States':{'T':"
                + TASK
                + ",'End':true}}},'End':true}}}");
    broken.add("2");
    var execution = failed(machine, "[1,2,3]");
    broken.clear();
    redrive(execution);
    assertThat(lab.awaitEnd(execution).path("output").asText())
        .isEqualTo("[{\"did\":1},{\"did\":2},{\"did\":3}]");
    assertThat(inputs()).containsExactly("1", "2", "2", "3");
    var types = new ArrayList<>(lab.eventTypes(execution));
    assertThat(types).containsOnlyOnce("MapStateStarted", "MapStateSucceeded");
    types.removeIf(type -> !type.equals("MapIterationStarted"));
    assertThat(types).hasSize(3);
  }

  @Test
  void aStoppedWaitBeginsAnewAndTheTimeoutToo() {
    var machine =
        lab.define(
            "{'StartAt':'W','TimeoutSeconds':100,'States':{'W':{'Type':'Wait','Seconds':60,'End':true}}}");
    var execution = lab.start(machine, "{}");
    timer.advance(2, Duration.ofSeconds(50));
    lab.call("StopExecution", Json.object().put("executionArn", execution));
    redrive(execution);
    timer.advance(2, Duration.ofSeconds(59));
    assertThat(lab.describe(execution).path("status").asText()).isEqualTo("RUNNING");
    assertThat(lab.describe(execution).has("stopDate")).isFalse();
    timer.advance(2, Duration.ofSeconds(1));
    assertThat(lab.awaitEnd(execution).path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void anUpdatedMachineDoesNotChangeTheRedrive() {
    var machine = lab.define("{'StartAt':'A','States':{'A':" + TASK + ",'End':true}}}");
    broken.add("1");
    var execution = failed(machine, "1");
    lab.define("{'StartAt':'Z','States':{'Z':{'Type':'Pass','End':true}}}");
    broken.clear();
    redrive(execution);
    assertThat(lab.awaitEnd(execution).path("output").asText()).isEqualTo("{\"did\":1}");
  }

  @Test
  void whatRunsOrSucceededOrIsUnknownOrExpressIsRefused() {
    var waiting = lab.start(lab.defineState("'Type':'Wait','Seconds':60"), "{}");
    assertRefused(waiting, "Execution is RUNNING and cannot be redriven");
    var done = lab.start(lab.defineState("'Type':'Pass'"), "{}");
    lab.awaitEnd(done);
    assertRefused(done, "Execution is SUCCEEDED and cannot be redriven");
    assertThat(lab.refusal(() -> redrive(done + "x"))).isEqualTo("ExecutionDoesNotExist");
    var express =
        lab.stepFunctions.define(
            "express",
            "EXPRESS",
            Lab.json("{'StartAt':'F','States':{'F':{'Type':'Fail'}}}"),
            Lab.ROLE);
    var expressRun = lab.start(express, "{}");
    assertThat(lab.refusal(() -> redrive(expressRun))).isEqualTo("InvalidArn");
  }

  private void assertRefused(String execution, String reason) {
    assertThat(lab.refusal(() -> redrive(execution))).isEqualTo("ExecutionNotRedrivable");
    assertThat(lab.describe(execution).path("redriveStatus").asText()).isEqualTo("NOT_REDRIVABLE");
    assertThat(lab.describe(execution).path("redriveStatusReason").asText()).isEqualTo(reason);
  }

  @Test
  void afterFourteenDaysItIsTooLate() {
    var execution = failed(lab.define("{'StartAt':'F','States':{'F':{'Type':'Fail'}}}"), "{}");
    timer.advance(0, Duration.ofDays(14));
    redrive(execution);
    lab.awaitEnd(execution);
    timer.advance(0, Duration.ofDays(14).plusMillis(1));
    assertRefused(execution, "Execution redrivable period exceeded");
  }

  @Test
  void aFullHistoryHasNoRoomForARedrive() {
    var loop =
        "{'StartAt':'L','States':{'L':{'Type':'Choice','Choices':[{'Variable':'$.end','IsPresent':true,'Next':'E'}],'Default':'L'},'E':{'Type':'Succeed'}}}";
    var execution = failed(lab.define(loop), "{}");
    assertRefused(execution, "Execution history event limit exceeded");
  }

  /** A stopped execution's task ends late: who redrives it waits, who starts another does not. */
  @Test
  void aRedriveThatWaitsHoldsUpNoStart() throws Exception {
    var release = new CountDownLatch(1);
    var entered = new CountDownLatch(1);
    var stubborn =
        new Lab(
            call -> Lab.ok("{}"),
            new Timer() {
              @Override
              public Runnable at(Instant time, Runnable action) {
                return () -> {
                  entered.countDown();
                  awaitUninterruptibly(release);
                };
              }

              @Override
              public Instant now() {
                return Instant.EPOCH;
              }

              @Override
              public void close() {}
            });
    try (stubborn) {
      var machine = stubborn.defineState("'Type':'Wait','Seconds':60");
      var execution = stubborn.start(machine, "{}");
      await().until(() -> stubborn.eventTypes(execution).contains("WaitStateEntered"));
      stubborn.call("StopExecution", Json.object().put("executionArn", execution));
      entered.await();
      var redriven =
          new FutureTask<>(
              () ->
                  stubborn.call("RedriveExecution", Json.object().put("executionArn", execution)));
      var redriver = Thread.ofPlatform().daemon().start(redriven);
      await().until(() -> redriver.getState() == Thread.State.TIMED_WAITING);
      var pass =
          stubborn.stepFunctions.define(
              "pass",
              "STANDARD",
              Lab.json("{'StartAt':'P','States':{'P':{'Type':'Succeed'}}}"),
              Lab.ROLE);
      assertThat(stubborn.awaitEnd(stubborn.start(pass, "{}")).path("status").asText())
          .isEqualTo("SUCCEEDED");
      assertThat(redriven.isDone()).isFalse();
      release.countDown();
      assertThat(redriven.get().has("redriveDate")).isTrue();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    var interrupted = Thread.interrupted();
    try {
      latch.await();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theSameClientTokenRedrivesOnceWithinAQuarterOfAnHour() {
    var execution = failed(lab.define("{'StartAt':'F','States':{'F':{'Type':'Fail'}}}"), "{}");
    var request = Json.object().put("executionArn", execution).put("clientToken", "t");
    var first = lab.call("RedriveExecution", request);
    lab.awaitEnd(execution);
    timer.advance(0, Duration.ofMinutes(15));
    assertThat(lab.call("RedriveExecution", request)).isEqualTo(first);
    assertThat(lab.describe(execution).path("redriveCount").asInt()).isEqualTo(1);
    timer.advance(0, Duration.ofMillis(1));
    lab.call("RedriveExecution", request);
    assertThat(lab.awaitEnd(execution).path("redriveCount").asInt()).isEqualTo(2);
  }

  @Test
  void aRedriveIsPublishedAsAStatusChangeAndShownInLists() {
    var machine = lab.define("{'StartAt':'F','States':{'F':{'Type':'Fail'}}}");
    var execution = failed(machine, "{}");
    redrive(execution);
    lab.awaitEnd(execution);
    await().until(() -> lab.changes.size() == 4);
    assertThat(lab.changes.stream().map(change -> change.path("status").asText()))
        .containsExactly("RUNNING", "FAILED", "RUNNING", "FAILED");
    assertThat(lab.changes.stream().map(change -> change.path("redriveCount").asInt()))
        .containsExactly(0, 0, 1, 1);
    assertThat(lab.changes.get(1).path("redriveStatus").asText()).isEqualTo("REDRIVABLE");
    assertThat(lab.changes.get(1).path("redriveStatusReason").isNull()).isTrue();
    assertThat(lab.changes.get(3).path("redriveDate").isIntegralNumber()).isTrue();
    var listed =
        lab.call("ListExecutions", Json.object().put("stateMachineArn", machine))
            .path("executions")
            .path(0);
    assertThat(listed.path("redriveCount").asInt()).isEqualTo(1);
    assertThat(listed.has("redriveDate")).isTrue();
  }
}

package localcloud.stepfunctions;

import static localcloud.stepfunctions.Lab.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class EndedExecutionsTest {
  private static final long BYTES = 200_000;

  private static Lab lab() {
    return new Lab(call -> Lab.ok("{}"), Timer.following(InstantSource.system()), BYTES);
  }

  private static String run(Lab lab, String machine, String name, int size) {
    return ended(lab, start(lab, machine, name, size));
  }

  private static String start(Lab lab, String machine, String name, int size) {
    var request =
        Json.object()
            .put("stateMachineArn", machine)
            .put("name", name)
            .put("input", "\"" + "x".repeat(size) + "\"");
    return lab.call("StartExecution", request).path("executionArn").asText();
  }

  private static String ended(Lab lab, String execution) {
    await()
        .pollInterval(Duration.ofMillis(1)) // it is over at once, and there are hundreds
        .until(() -> lab.changes.stream().anyMatch(change -> isEnd(change, execution)));
    return execution;
  }

  private static boolean isEnd(com.fasterxml.jackson.databind.JsonNode change, String execution) {
    return change.path("executionArn").asText().equals(execution)
        && !change.path("status").asText().equals("RUNNING");
  }

  /** Of 500 executions of 20 KB each only as many are kept as there is room for. */
  @Test
  void theExecutionsThatEndedFirstAreForgottenByTheirBytes() {
    try (var lab = lab()) {
      var machine = lab.defineState("'Type':'Pass'");
      var first = run(lab, machine, "first", 4_000);
      for (var i = 0; i < 500; i++) {
        run(lab, machine, "order-" + i, 4_000);
      }
      var last = run(lab, machine, "last", 4_000);
      var listed =
          lab.call(
                  "ListExecutions",
                  Json.object().put("stateMachineArn", machine).put("maxResults", 1000))
              .path("executions");
      assertThat(listed.size()).isBetween(2, (int) (BYTES / 20_000));
      assertThat(lab.describe(last).path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(lab.refusal(() -> lab.describe(first))).isEqualTo("ExecutionDoesNotExist");
      assertThat(lab.refusal(() -> lab.events(first))).isEqualTo("ExecutionDoesNotExist");
      assertThat(lab.refusal(() -> run(lab, machine, "first", 4_000)))
          .isEqualTo("ExecutionAlreadyExists");
    }
  }

  @Test
  void oneThatIsLargerThanAllIsKeptUntilTheNextEnds() {
    try (var lab = lab()) {
      var machine = lab.defineState("'Type':'Pass'");
      var large = run(lab, machine, "large", 200_000);
      assertThat(lab.describe(large).path("status").asText()).isEqualTo("SUCCEEDED");
      run(lab, machine, "small", 1);
      await().until(() -> lab.refusal(() -> lab.describe(large)).equals("ExecutionDoesNotExist"));
    }
  }

  @Test
  void oneThatIsRedrivenIsNotForgottenWhileItRuns() {
    try (var lab = lab()) {
      var machine =
          lab.define(
              "{'StartAt':'F','States':{'F':{'Type':'Task','Resource':'arn:aws:states:::sqs:sendMessage.waitForTaskToken','End':true}}}");
      var execution = start(lab, machine, "stopped", 10);
      lab.call("StopExecution", Json.object().put("executionArn", execution));
      ended(lab, execution);
      lab.call("RedriveExecution", Json.object().put("executionArn", execution));
      var pass =
          lab.stepFunctions.define(
              "pass",
              "STANDARD",
              Lab.json("{'StartAt':'P','States':{'P':{'Type':'Succeed'}}}"),
              Lab.ROLE);
      run(lab, pass, "a", 60_000);
      run(lab, pass, "b", 60_000);
      assertThat(lab.describe(execution).path("redriveCount").asInt()).isEqualTo(1);
    }
  }

  @Test
  void oneThatEndedTwiceCountsOnceAndOneThatRunsNotAtAll() {
    var forgotten = new java.util.ArrayList<Execution>();
    var first = execution("first");
    var second = execution("second");
    for (var one : java.util.List.of(first, second)) {
      one.finish(java.time.Instant.EPOCH, 0, Execution.Status.SUCCEEDED, "{}", null);
    }
    var ended = new EndedExecutions(first.bytes() + second.bytes(), forgotten::add);
    ended.keep(execution("running"));
    ended.keep(first);
    ended.keep(first);
    ended.keep(second);
    assertThat(forgotten).isEmpty();
  }

  private static Execution execution(String arn) {
    return new Execution(
        new Execution.Start(
            arn,
            "name",
            new StateMachine(
                "machine",
                "m",
                StateMachine.Type.STANDARD,
                Lab.ROLE,
                Definition.of(
                    Lab.json("{'StartAt':'S','States':{'S':{'Type':'Succeed'}}}"),
                    StateMachine.Type.STANDARD),
                "1",
                java.time.Instant.EPOCH,
                Json.object()),
            "{}",
            Json.object(),
            java.time.Instant.EPOCH));
  }

  @Test
  void aVeryLongHistoryHoldsTheBeginningsOfItsData() {
    var execution = execution("arn");
    var text = "x".repeat(200_000);
    for (var i = 0; i < 1_000; i++) {
      execution.add(
          java.time.Instant.EPOCH,
          0,
          "PassStateEntered",
          "stateEnteredEventDetails",
          Details.input(text));
    }
    assertThat(execution.bytes()).isLessThan(40L << 20);
    var events = execution.events();
    assertThat(events.get(1).path("stateEnteredEventDetails").path("input").asText())
        .hasSize(200_000);
    var late = events.getLast().path("stateEnteredEventDetails");
    assertThat(late.path("input").asText()).hasSize(1_000);
    assertThat(late.path("inputDetails").path("truncated").asBoolean()).isTrue();
  }
}

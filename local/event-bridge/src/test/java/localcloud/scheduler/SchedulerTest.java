package localcloud.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-28T10:30:00Z");
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:jobs";
  private static final String TARGET = "{'Arn':'" + QUEUE + "','RoleArn':'role','Input':'go'}";

  private final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  private Function<AwsCall, AwsAnswer> world = call -> AwsAnswer.json("{}");
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Scheduler scheduler =
      new Scheduler(
          "arn:aws:scheduler:us-east-1:000000000000:",
          clock,
          new Random(1),
          new Invocations(this::answer, "http://local", clock, Duration.ofMillis(1)),
          (role, group) -> !role.equals("untrusting"));

  @AfterEach
  void close() {
    scheduler.close();
  }

  private AwsAnswer answer(AwsCall call) {
    calls.add(call);
    return world.apply(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(1 hour)            | UTC           | 2026-03-28T10:30:00Z | 2026-03-28T11:30:00Z",
        "rate(5 minutes)         | UTC           | 2026-03-28T10:30:00Z | 2026-03-28T10:35:00Z",
        "cron(0 12 * * ? *)      | UTC           | 2026-03-28T12:00:00Z | 2026-03-29T12:00:00Z",
        "cron(0 12 * * ? *)      | Europe/Berlin | 2026-03-28T11:00:00Z | 2026-03-29T10:00:00Z",
        "cron(30 8 ? * MON-FRI *)| America/New_York | 2026-03-30T12:30:00Z | 2026-03-31T12:30:00Z",
        "at(2026-04-01T09:00:00) | Asia/Tokyo    | 2026-04-01T00:00:00Z |",
      })
  void aScheduleIsDueInItsTimeZone(String expression, String zone, String first, String second)
      throws IOException {
    var timing =
        Timing.of(
            ScheduleHandler.ofCall(schedule(expression).put("ScheduleExpressionTimezone", zone)),
            NOW);

    assertThat(timing.after(NOW.minusMillis(1))).hasValue(Instant.parse(first));
    assertThat(timing.after(Instant.parse(first)).map(Instant::toString).orElse(null))
        .isEqualTo(second);
  }

  @Test
  void datesBoundARepeatedSchedule() throws IOException {
    var timing =
        Timing.of(
            ScheduleHandler.ofCall(
                schedule("rate(1 day)")
                    .put("StartDate", "2026-04-01T00:00:00Z")
                    .put("EndDate", "2026-04-02T12:00:00Z")),
            NOW);

    assertThat(timing.after(NOW)).hasValue(Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(timing.after(Instant.parse("2026-04-01T00:00:00Z")))
        .hasValue(Instant.parse("2026-04-02T00:00:00Z"));
    assertThat(timing.after(Instant.parse("2026-04-02T00:00:00Z"))).isEmpty();
  }

  @Test
  void aFlexibleWindowDelaysARunAndNotTheNextOne() throws IOException {
    var schedule = schedule("cron(0 12 * * ? *)");
    schedule
        .putObject("FlexibleTimeWindow")
        .put("Mode", "FLEXIBLE")
        .put("MaximumWindowInMinutes", 30);
    scheduler.put("noon", schedule);

    scheduler.runDue(Instant.parse("2026-03-28T12:00:00Z"));
    assertThat(calls).isEmpty();
    scheduler.runDue(Instant.parse("2026-03-28T12:30:00Z"));
    await().until(() -> calls.size() == 1);
    scheduler.runDue(Instant.parse("2026-03-29T12:30:00Z"));
    await().until(() -> calls.size() == 2);
  }

  @Test
  void aTargetIsCalledAsTheRoleWithTheContextFilledIn() throws IOException {
    var schedule = schedule("at(2026-03-28T11:00:00)");
    ((ObjectNode) schedule.get("Target"))
        .put(
            "Input",
            "<aws.scheduler.scheduled-time> <aws.scheduler.attempt-number> <aws.scheduler.schedule-arn>");
    scheduler.put("once", schedule);

    scheduler.runDue(Instant.parse("2026-03-28T11:00:01Z"));
    scheduler.runDue(Instant.parse("2026-03-30T11:00:01Z"));

    await().until(() -> calls.size() == 1);
    assertThat(calls.getFirst().principal()).isEqualTo("role");
    assertThat(JSON.readTree(calls.getFirst().text()).path("MessageBody").asText())
        .isEqualTo(
            "2026-03-28T11:00:00Z 1 arn:aws:scheduler:us-east-1:000000000000:schedule/default/once");
  }

  @Test
  void withoutInputAFunctionGetsTheDefaultNotification() throws IOException {
    var schedule = schedule("rate(1 hour)");
    schedule.set(
        "Target", read("{'Arn':'arn:aws:lambda:us-east-1:000000000000:function:f','RoleArn':'r'}"));
    scheduler.put("hourly", schedule);

    scheduler.runDue(NOW);

    await().until(() -> calls.size() == 1);
    assertThat(calls.getFirst().headers()).containsEntry("x-amz-invocation-type", "Event");
    var event = JSON.readTree(calls.getFirst().text());
    assertThat(event.path("source").asText()).isEqualTo("aws.scheduler");
    assertThat(event.path("time").asText()).isEqualTo("2026-03-28T10:30:00Z");
  }

  @Test
  void whatFailsTooOftenGoesToTheDeadLetters() throws IOException {
    var schedule = schedule("rate(1 hour)");
    var target = (ObjectNode) schedule.get("Target");
    target.putObject("RetryPolicy").put("MaximumRetryAttempts", 2);
    target.putObject("DeadLetterConfig").put("Arn", QUEUE + "-dead");
    world = call -> call.text().contains("-dead") ? AwsAnswer.json("{}") : refused(500);
    scheduler.put("hourly", schedule);

    scheduler.runDue(NOW);

    await().until(() -> calls.size() == 4);
    var letter = JSON.readTree(calls.getLast().text());
    assertThat(letter.path("MessageBody").asText()).isEqualTo("go");
    assertThat(letter.at("/MessageAttributes/EXHAUSTED_RETRY_CONDITION/StringValue").asText())
        .isEqualTo("MaximumRetryAttempts");
    assertThat(letter.at("/MessageAttributes/RETRY_ATTEMPTS/StringValue").asText()).isEqualTo("2");
  }

  @Test
  void aRefusalIsNotRetried() throws IOException {
    world = call -> refused(403);
    var schedule = schedule("rate(1 hour)");
    ((ObjectNode) schedule.get("Target")).putObject("DeadLetterConfig").put("Arn", QUEUE + "-dead");
    scheduler.put("hourly", schedule);

    scheduler.runDue(NOW);

    await().until(() -> calls.size() == 2);
    assertThat(calls.getLast().text()).contains("-dead");
  }

  @Test
  void theApiCreatesShowsAndDeletesASchedule() throws IOException {
    assertThat(call("POST", "/schedules/mine", schedule("rate(1 day)").toString()))
        .contains("schedule/default/mine");
    assertThat(call("GET", "/schedules/mine", ""))
        .contains("\"ScheduleExpression\":\"rate(1 day)\"");
    assertThat(call("GET", "/schedules", "")).contains("\"Name\":\"mine\"");
    assertThatThrownBy(() -> call("POST", "/schedules/mine", schedule("rate(1 day)").toString()))
        .hasMessageContaining("already exists");
    call("DELETE", "/schedules/mine", "");
    assertThatThrownBy(() -> call("GET", "/schedules/mine", ""))
        .isInstanceOfSatisfying(AwsException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void aRoleThatDoesNotTrustSchedulerIsRefused() throws IOException {
    var schedule = schedule("rate(1 day)");
    call("POST", "/schedules/mine", schedule.toString());
    ((ObjectNode) schedule.get("Target")).put("RoleArn", "untrusting");

    for (var request : List.of("POST /schedules/other", "PUT /schedules/mine")) {
      var parts = request.split(" ");
      assertThatThrownBy(() -> call(parts[0], parts[1], schedule.toString()))
          .hasMessageContaining("must allow AWS EventBridge Scheduler to assume the role");
    }
    assertThat(call("GET", "/schedules", "")).doesNotContain("other", "untrusting");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, a1 a2 b1",
        "ScheduleGroup=default, a1 a2 b1",
        "NamePrefix=a, a1 a2",
        "State=DISABLED, a2",
        "State=ENABLED&NamePrefix=a, a1",
      })
  void schedulesAreListedByWhatIsAsked(String query, String names) throws IOException {
    threeSchedules();

    assertThat(names(call("GET", "/schedules" + (query == null ? "" : "?" + query), "")))
        .isEqualTo(names);
  }

  @Test
  void schedulesAreListedInPages() throws IOException {
    threeSchedules();

    var first = call("GET", "/schedules?MaxResults=2", "");
    var token = JSON.readTree(first).path("NextToken").asText();
    var second = call("GET", "/schedules?MaxResults=2&NextToken=" + token, "");

    assertThat(names(first)).isEqualTo("a1 a2");
    assertThat(names(second)).isEqualTo("b1");
    assertThat(JSON.readTree(second).has("NextToken")).isFalse();
    assertThatThrownBy(() -> call("GET", "/schedules?MaxResults=0", ""))
        .hasMessageContaining("MaxResults");
  }

  @Test
  void aGroupThatIsNotThereIsNotFound() throws IOException {
    var schedule = schedule("rate(1 day)").put("GroupName", "none").toString();

    for (var request :
        List.<ThrowingCallable>of(
            () -> call("GET", "/schedules?ScheduleGroup=none", ""),
            () -> call("POST", "/schedules/x", schedule))) {
      assertThatThrownBy(request)
          .isInstanceOfSatisfying(
              AwsException.class,
              e -> assertThat(e.code() + e.status()).isEqualTo("ResourceNotFoundException404"))
          .hasMessage("Schedule group none does not exist.");
    }
    scheduler.putGroup("none");
    call("POST", "/schedules/x", schedule);
    assertThat(names(call("GET", "/schedules?ScheduleGroup=none", ""))).isEqualTo("x");
    assertThat(names(call("GET", "/schedules?ScheduleGroup=default", ""))).isEmpty();
  }

  private void threeSchedules() throws IOException {
    call("POST", "/schedules/b1", schedule("rate(1 day)").toString());
    call("POST", "/schedules/a1", schedule("rate(1 day)").toString());
    call("POST", "/schedules/a2", schedule("rate(1 day)").put("State", "DISABLED").toString());
  }

  private static String names(String answer) throws IOException {
    return String.join(" ", JSON.readTree(answer).path("Schedules").findValuesAsText("Name"));
  }

  @ParameterizedTest
  @CsvSource({"InternalFailure, 2, 4", "MalformedDetail, 0, 2"})
  void anEventThatTheBusDidNotTakeIsNoDelivery(String code, String retries, int expected)
      throws IOException {
    var schedule = schedule("rate(1 hour)");
    schedule.set(
        "Target",
        read(
            "{'Arn':'arn:aws:events:us-east-1:000000000000:event-bus/b','RoleArn':'r','Input':'{}',"
                + "'EventBridgeParameters':{'Source':'s','DetailType':'d'},"
                + "'RetryPolicy':{'MaximumRetryAttempts':2},"
                + "'DeadLetterConfig':{'Arn':'"
                + QUEUE
                + "-dead'}}"));
    var refusal = "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"" + code + "\"}]}";
    world = call -> AwsAnswer.json(call.service().equals("events") ? refusal : "{}");
    scheduler.put("hourly", schedule);

    scheduler.runDue(NOW);

    await().until(() -> calls.size() == expected);
    assertThat(attribute("ERROR_CODE")).isEqualTo(code);
    assertThat(attribute("RETRY_ATTEMPTS")).isEqualTo(retries);
  }

  @Test
  void aDeadLetterHasTheCodeThatAJsonServiceGives() throws IOException {
    var refusal = "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"no queue\"}";
    world = call -> new AwsAnswer(400, Map.of(), refusal.getBytes(UTF_8));
    var schedule = schedule("rate(1 hour)");
    ((ObjectNode) schedule.get("Target")).putObject("DeadLetterConfig").put("Arn", QUEUE + "-dead");
    scheduler.put("hourly", schedule);

    scheduler.runDue(NOW);

    await().until(() -> calls.size() == 2);
    assertThat(attribute("ERROR_CODE")).isEqualTo("QueueDoesNotExist");
    assertThat(attribute("ERROR_MESSAGE")).isEqualTo("no queue");
  }

  private String attribute(String name) throws IOException {
    return JSON.readTree(calls.getLast().text())
        .at("/MessageAttributes/" + name + "/StringValue")
        .asText();
  }

  @Test
  void aRateIsDueAtWholeSeconds() throws IOException {
    var now = NOW.plusNanos(123_456_789);
    var timing = Timing.of(ScheduleHandler.ofCall(schedule("rate(5 minutes)")), now);

    assertThat(timing.after(NOW.minusMillis(1))).hasValue(NOW);
    assertThat(timing.after(now)).hasValue(NOW.plusSeconds(300));
  }

  @Test
  void noMoreRunsStartWhileTooMuchWaitsForItsTarget() throws IOException {
    var open = new CompletableFuture<AwsAnswer>();
    world = call -> open.join();
    var schedule = schedule("rate(1 minute)");
    ((ObjectNode) schedule.get("Target")).put("Input", "x".repeat(250_000));
    scheduler.put("large", schedule);

    for (var n = 0; n < 1_000; n++) {
      scheduler.runDue(NOW.plusSeconds(60L * n));
    }
    await().until(() -> calls.size() > 100);
    assertThat(calls).hasSizeLessThan(200);
    open.complete(AwsAnswer.json("{}"));

    var started = calls.size();
    await()
        .until(
            () -> {
              scheduler.runDue(NOW.plusSeconds(100_000)); // the one that had to wait
              return calls.size() > started;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate(0 minutes)", "every day", "at(tomorrow)", "cron(0 12 * *)"})
  void refusesAnExpressionThatIsNone(String expression) {
    assertThatThrownBy(() -> scheduler.put("x", schedule(expression)))
        .hasMessageContaining("Invalid Schedule Expression");
  }

  @Test
  void refusesATargetThatThisMachineHasNot() throws IOException {
    var schedule = schedule("rate(1 hour)");
    schedule.set(
        "Target", read("{'Arn':'arn:aws:scheduler:::aws-sdk:sqs:sendMessage','RoleArn':'r'}"));

    assertThatThrownBy(() -> scheduler.put("x", schedule))
        .hasMessageContaining("not supported locally");
  }

  private String call(String method, String path, String body) {
    return scheduler
        .answer(new AwsCall("scheduler", "root", method, path, Map.of(), body.getBytes(UTF_8)))
        .text();
  }

  private static AwsAnswer refused(int status) {
    return new AwsAnswer(status, Map.of(), "no".getBytes(UTF_8));
  }

  private static ObjectNode schedule(String expression) throws IOException {
    var schedule = JSON.createObjectNode().put("ScheduleExpression", expression);
    schedule.putObject("FlexibleTimeWindow").put("Mode", "OFF");
    schedule.set("Target", read(TARGET));
    return schedule;
  }

  private static ObjectNode read(String json) throws IOException {
    return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
  }

  /** Patient enough for a busy machine. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}

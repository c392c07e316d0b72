package com.example.orders.invocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.cli.StackOutputs;
import com.example.orders.invocation.InvokedFunctions.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * How often a function runs that fails, for every way to invoke it: the runs are counted, and
 * {@code docs/exercises/retry-behaviour.md} shows the counts.
 */
@Tag("local")
@Execution(CONCURRENT)
@ExtendWith(InvokedFunctions.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetryBehaviourIT {
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final Path PAGE =
      Project.find().root().resolve("docs/exercises/retry-behaviour.md");

  private InvokedFunctions functions;
  private LocalCloud cloud;

  @BeforeAll
  void start(InvokedFunctions invoked) {
    functions = invoked;
    cloud = invoked.cloud();
  }

  @Test
  void whoAsksDecidesWhetherToAskAgain() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(cloud.apiUrl().resolve("/bad")).build();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(500);
    }
    shows("synchronously, by an HTTP API", "Asked", "the client has 500");

    var refused = cloud.aws().answer(AwsCall.invoke(ROOT, cloud.output("AskedShut"), "{}"));
    assertThat(refused.status()).isEqualTo(429);
    shows("synchronously, throttled", "AskedShut", "the caller has 429");
  }

  @Test
  void anAsynchronousInvokeIsRetriedByLambda() {
    publish();
    assertThat(functions.received("NotifiedFailed", 1).getFirst())
        .contains("\"approximateInvokeCount\":3");
    shows(
        "asynchronously, by a topic; `MaximumRetryAttempts: 2`",
        "Notified",
        "its OnFailure destination has the record");

    happen();
    assertThat(functions.received("RuledDead", 1).getFirst()).contains("\"source\":\"retries\"");
    shows(
        "asynchronously, by a rule; `MaximumRetryAttempts: 0`",
        "Ruled",
        "its dead-letter queue has the event");

    var dropped = dropped();
    cloud.runSchedule("ScheduledNightly");
    await() // another test's event may be dropped at the same time
        .atMost(Duration.ofMinutes(2))
        .until(() -> dropped() > dropped && functions.given("Scheduled").size() == 3);
    shows(
        "asynchronously, by a schedule; nothing is said",
        "Scheduled",
        "nobody has it: two retries are the default, a destination is not");
  }

  @Test
  void anAsynchronousInvokeOfWhatIsShutIsNoAttempt() {
    cloud.aws().answer(AwsCall.invokeAsync(ROOT, cloud.output("Shut"), "{}"));
    assertThat(functions.received("ShutFailed", 1).getFirst()).contains("ZeroReservedConcurrency");
    shows(
        "asynchronously; `ReservedConcurrentExecutions: 0`",
        "Shut",
        "its OnFailure destination has the record at once");
  }

  @Test
  void aBatchFailsAsAWholeOrInParts() {
    var both = List.of(new Sent("bad", ""), new Sent("good", ""));
    functions.send("Messages", both);
    functions.send("Parts", both);

    assertThat(functions.received("MessagesDead", 2)).containsExactlyInAnyOrder("bad", "good");
    shows(
        "from a standard queue; `maxReceiveCount: 3`",
        "Whole",
        "both are in the dead-letter queue: one message fails its batch");
    assertThat(functions.received("PartsDead", 1)).containsExactly("bad");
    shows(
        "the same with `ReportBatchItemFailures`",
        "Partial",
        "the bad one is in the dead-letter queue");
  }

  @Test
  void aGroupWaitsForItsFirst() {
    functions.send(
        "Groups",
        List.of(new Sent("bad", "a"), new Sent("behind it", "a"), new Sent("other group", "b")));

    assertThat(functions.received("GroupsDead", 1)).containsExactly("bad");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> functions.given("Ordered").contains("behind it"));
    assertThat(functions.given("Ordered").indexOf("behind it"))
        .isGreaterThan(functions.given("Ordered").lastIndexOf("bad"));
    assertThat(functions.given("Ordered").indexOf("other group"))
        .isLessThan(functions.given("Ordered").lastIndexOf("bad"));
    shows(
        "from a FIFO queue; `maxReceiveCount: 3`, batches of one",
        "Ordered",
        "its group has waited, the other one has not");
  }

  @Test
  void aReceiveCountsAlsoIfNothingRuns() {
    functions.send("Refused", List.of(new Sent("bad", "")));

    assertThat(functions.received("RefusedDead", 1)).containsExactly("bad");
    shows(
        "from a standard queue, throttled; `maxReceiveCount: 3`",
        "ShutConsumer",
        "it is in the dead-letter queue all the same");
  }

  @Test
  void aShardWaitsForItsFirst() {
    try (var dynamoDb =
        StackOutputs.configure(DynamoDbClient.builder(), functions.endpoint()).build()) {
      for (var id : List.of("bad", "behind it")) {
        dynamoDb.putItem(
            put ->
                put.tableName(cloud.output("Items")).item(Map.of("id", AttributeValue.fromS(id))));
      }
    }
    assertThat(functions.received("StreamedFailed", 1).getFirst())
        .contains("startSequenceNumber")
        .doesNotContain("bad");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> functions.given("Streamed").contains("behind it"));
    assertThat(functions.given("Streamed")).containsExactly("bad", "bad", "bad", "behind it");
    shows(
        "from a stream; `MaximumRetryAttempts: 2`, batches of one",
        "Streamed",
        "the shard has waited; the OnFailure destination has its position, not the record");
  }

  @Test
  void aWorkflowRetriesAsItsRetrierSays() {
    try (var workflows =
        StackOutputs.configure(SfnClient.builder(), functions.endpoint()).build()) {
      var execution =
          workflows
              .startExecution(start -> start.stateMachineArn(cloud.output("Workflow")))
              .executionArn();
      var output =
          await()
              .atMost(Duration.ofMinutes(2))
              .until(
                  () -> workflows.describeExecution(which -> which.executionArn(execution)),
                  described -> !described.statusAsString().equals("RUNNING"))
              .output();
      assertThat(output).isEqualTo("\"caught\"");
    }
    shows("from a workflow; `MaxAttempts: 2`", "Worked", "its Catch has the error");
  }

  private void publish() {
    var form =
        "Action=Publish&Version=2010-03-31&Message=bad&TopicArn="
            + URLEncoder.encode(cloud.output("Topic"), UTF_8);
    var headers = Map.of("content-type", "application/x-www-form-urlencoded");
    var answer =
        cloud.aws().answer(new AwsCall("sns", ROOT, "POST", "/", headers, form.getBytes(UTF_8)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private void happen() {
    try (var events =
        StackOutputs.configure(EventBridgeClient.builder(), functions.endpoint()).build()) {
      var entry =
          PutEventsRequestEntry.builder().source("retries").detailType("Bad").detail("{}").build();
      events.putEvents(put -> put.entries(entry));
    }
  }

  private long dropped() {
    return cloud.asyncMetrics().getOrDefault("AsyncEventsDropped", 0L);
  }

  /** The row of the page, with what was counted. */
  private void shows(String invoked, String function, String then) {
    var counts = new LinkedHashMap<String, Integer>();
    functions.given(function).forEach(name -> counts.merge(name, 1, Integer::sum));
    var runs =
        counts.size() < 2
            ? String.valueOf(functions.given(function).size())
            : counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    var row = "| %s | %s | %s |".formatted(invoked, runs, then);
    System.out.println(row);
    try {
      assertThat(Files.readString(PAGE)).as("%s shows what was counted", PAGE).contains(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.lambda.LambdaFaults.Harm;
import localcloud.resources.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventSourceMappingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN = "arn:aws:sqs:eu-central-1:000000000000:jobs";

  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private InMemoryQueue queue = new InMemoryQueue();
  private final AtomicBoolean struck = new AtomicBoolean();
  private LambdaFaults faults = LambdaFaults.NONE;
  private EventSourceMappings mappings;

  @AfterEach
  void close() {
    mappings.close();
  }

  @Test
  void givesTheFunctionTheEventThatLambdaGives() throws IOException {
    queue.send(
        (ObjectNode)
            JSON.readTree(
                """
                {"MessageId":"m1","Body":"{\\"ü\\":1}","MD5OfBody":"abc","MD5OfMessageAttributes":"def",
                 "Attributes":{"ApproximateReceiveCount":"1","MessageGroupId":"g"},
                 "MessageAttributes":{"requestId":{"StringValue":"r-1","DataType":"String"},
                                      "raw":{"BinaryValue":"AQI=","DataType":"Binary"}}}
                """));
    start(mapping(10, false), event -> answer("null"));

    await().until(() -> queue.size() == 0);

    assertThat(events)
        .containsExactly(
            JSON.readTree(
                """
                {"Records":[{"messageId":"m1","receiptHandle":"m1#1","body":"{\\"ü\\":1}",
                  "attributes":{"ApproximateReceiveCount":"1","MessageGroupId":"g"},
                  "messageAttributes":{
                    "requestId":{"stringValue":"r-1","stringListValues":[],"binaryListValues":[],"dataType":"String"},
                    "raw":{"binaryValue":"AQI=","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}},
                  "md5OfBody":"abc","md5OfMessageAttributes":"def","eventSource":"aws:sqs",
                  "eventSourceARN":"arn:aws:sqs:eu-central-1:000000000000:jobs","awsRegion":"eu-central-1"}]}
                """));
  }

  @Test
  void returnsOnlyTheReportedMessages() {
    var tries = new AtomicInteger();
    queue.send("good", "1", "a");
    queue.send("bad", "2", "b");
    queue.send("late", "3", "b");
    start(
        mapping(10, true),
        event ->
            tries.getAndIncrement() == 0
                ? answer(
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"bad\"},{\"itemIdentifier\":\"late\"}]}")
                : answer("{\"batchItemFailures\":[]}"));
    await().until(() -> queue.size() == 2);

    queue.becomeVisible();

    await().until(() -> queue.size() == 0);

    assertThat(events)
        .extracting(EventSourceMappingsTest::ids)
        .containsExactly(List.of("good", "bad", "late"), List.of("bad", "late"));
  }

  @Test
  void returnsTheWholeBatchAfterAFunctionError() {
    queue.send("m1", "1", null);
    queue.send("m2", "2", null);
    start(
        mapping(10, true),
        event ->
            isFirstReceive(event)
                ? new AwsAnswer(200, Map.of("x-amz-function-error", "Unhandled"), new byte[0])
                : answer("{}"));
    await().until(() -> !events.isEmpty());

    queue.becomeVisible();

    await().until(() -> queue.size() == 0);

    assertThat(events)
        .extracting(EventSourceMappingsTest::ids)
        .containsExactly(List.of("m1", "m2"), List.of("m1", "m2"));
  }

  @Test
  void repeatsAThrottledCallWithTheSameReceive() {
    queue.send("m1", "1", null);
    start(
        mapping(10, false),
        event -> events.size() < 3 ? new AwsAnswer(429, Map.of(), new byte[0]) : answer("{}"));

    await().until(() -> queue.size() == 0);

    assertThat(events)
        .extracting(event -> event.at("/Records/0/receiptHandle").asText())
        .containsExactly("m1#1", "m1#1", "m1#1");
  }

  @Test
  void givesAThrottledBatchBackWhenItsVisibilityEnds() {
    queue = new InMemoryQueue(Duration.ZERO);
    queue.send("m1", "1", null);
    start(
        mapping(10, false),
        event -> isFirstReceive(event) ? new AwsAnswer(429, Map.of(), new byte[0]) : answer("{}"));
    await().until(() -> !events.isEmpty());

    queue.becomeVisible();

    await().until(() -> queue.size() == 0);
    assertThat(events)
        .extracting(event -> event.at("/Records/0/receiptHandle").asText())
        .containsExactly("m1#1", "m1#2");
  }

  @Test
  void runsNoMoreBatchesAtOnceThanAllowed() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var gate = new CountDownLatch(3);
    for (int i = 0; i < 30; i++) {
      queue.send("m" + i, "x", null);
    }
    start(
        mapping(1, false, 3),
        event -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          gate.countDown();
          awaitQuietly(gate);
          running.decrementAndGet();
          return answer("{}");
        });

    await().until(() -> queue.size() == 0);

    assertThat(most).hasValue(3);
  }

  @Test
  void neverRunsTwoBatchesOfAGroupAtOnce() {
    var running = ConcurrentHashMap.<String>newKeySet();
    var clashes = new AtomicInteger();
    var seen = new CopyOnWriteArrayList<String>();
    for (int i = 0; i < 40; i++) {
      queue.send("m" + i, "x", "g" + i % 4);
    }
    start(
        mapping(2, false, 4),
        event -> {
          Set<String> groups = new HashSet<>();
          ids(event).forEach(id -> groups.add("g" + Integer.parseInt(id.substring(1)) % 4));
          groups.stream()
              .filter(group -> !running.add(group))
              .forEach(g -> clashes.incrementAndGet());
          seen.addAll(ids(event));
          running.removeAll(groups);
          return answer("{}");
        });

    await().until(() -> queue.size() == 0);

    assertThat(clashes).hasValue(0);
    for (int group = 0; group < 4; group++) {
      var remainder = group;
      assertThat(
              seen.stream()
                  .map(id -> Integer.parseInt(id.substring(1)))
                  .filter(n -> n % 4 == remainder))
          .isSorted();
    }
  }

  @Test
  void gathersABatchDuringTheBatchingWindow() {
    for (int i = 0; i < 25; i++) {
      queue.send("m" + i, "x", null);
    }
    var window =
        new EventSourceMapping(
            "Mapping",
            "jobs",
            "role",
            InMemoryQueue.URL,
            ARN,
            25,
            Duration.ofMinutes(5),
            false,
            null,
            EventFilter.NONE,
            true);
    start(window, event -> answer("{}"));

    await().until(() -> queue.size() == 0);

    assertThat(events).hasSize(1);
    assertThat(ids(events.getFirst())).hasSize(25);
    assertThat(queue.deleteCalls()).isEqualTo(3);
  }

  @Test
  void handsOverAMessageAsSoonAsItComes() {
    start(mapping(10, false), event -> answer("{}"));
    await().pollDelay(Duration.ofMillis(50)).until(() -> true);

    var sent = System.nanoTime();
    queue.send("m1", "1", null);

    await().pollInterval(Duration.ofMillis(1)).until(() -> !events.isEmpty());
    // Much less than the 20 seconds of the poll that waits for it.
    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void finishesTheBatchInFlightWhenClosed() {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    queue.send("m1", "1", null);
    start(
        mapping(10, false),
        event -> {
          entered.countDown();
          awaitQuietly(release);
          return answer("{}");
        });
    awaitQuietly(entered);
    var closing = Thread.ofVirtual().start(mappings::close);

    release.countDown();

    await().until(() -> !closing.isAlive());
    assertThat(queue.size()).isZero();
  }

  @Test
  void aBatchMayComeTwiceWhileItsFirstDeliveryRuns() {
    var both = new CountDownLatch(2);
    faults = once(Harm.DUPLICATE, Duration.ZERO);
    queue.send("m1", "1", null);
    start(
        mapping(10, false),
        event -> {
          both.countDown();
          awaitQuietly(both);
          return answer("{}");
        });

    await().until(() -> queue.size() == 0 && events.size() == 2);

    assertThat(events.get(0)).isEqualTo(events.get(1));
  }

  @Test
  void aBatchThatIsHeldBackComesLater() {
    faults = once(Harm.DELAY, Duration.ofMillis(150));
    var sent = System.nanoTime();
    queue.send("m1", "1", null);
    start(mapping(10, false), event -> answer("{}"));

    await().until(() -> queue.size() == 0);

    assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  void aBatchThatIsNotDeletedComesAgainWhenItIsVisible() {
    faults = once(Harm.KEEP, Duration.ZERO);
    queue.send("m1", "1", null);
    start(mapping(10, false), event -> answer("{}"));
    await().until(struck::get);

    queue.becomeVisible();

    await().until(() -> queue.size() == 0);
    assertThat(events).hasSize(2);
  }

  private LambdaFaults once(Harm wanted, Duration time) {
    return (harm, function, source, event) ->
        harm == wanted && source.equals(ARN) && struck.compareAndSet(false, true)
            ? Optional.of(new LambdaFaults.Strike("rule-1", time))
            : Optional.empty();
  }

  @Test
  void aMessageThatNoFilterLetsThroughIsDeletedAndNotDelivered() {
    queue.send("wanted", "{\"kind\":\"order\",\"total\":12}", null);
    queue.send("cheap", "{\"kind\":\"order\",\"total\":2}", null);
    queue.send("text", "order", null);
    start(
        mapping(10, false, 2, filter("{\"body\":{\"total\":[{\"numeric\":[\">\",10]}]}}")),
        event -> answer("{}"));

    await().until(() -> queue.size() == 0);

    assertThat(events).extracting(EventSourceMappingsTest::ids).containsExactly(List.of("wanted"));
  }

  static EventFilter filter(String... patterns) {
    var criteria = JSON.createObjectNode();
    var filters = criteria.putArray("Filters");
    for (var pattern : patterns) {
      filters.addObject().put("Pattern", pattern);
    }
    return EventFilter.of(criteria);
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    start(mapping(10, false), event -> answer("{}"));
    var properties =
        JSON.readTree(
            """
            {"FunctionName":"f","EventSourceArn":"arn:aws:kinesis:us-east-1:0:stream/s"}
            """);

    assertThatThrownBy(
            () ->
                EventSourceMappingHandler.mapping(
                    "Mapping", Properties.ofCall(EventSourceMappingHandler.TYPE, properties)))
        .hasMessageContainingAll("EventSourceArn: is no queue", "stream/s");
  }

  private void start(EventSourceMapping mapping, Function<JsonNode, AwsAnswer> function) {
    mappings =
        new EventSourceMappings(
            queue, call -> invoke(call, function), 100, (h, f, s, e) -> faults.strike(h, f, s, e));
    mappings.add(mapping);
  }

  private AwsAnswer invoke(AwsCall call, Function<JsonNode, AwsAnswer> function) {
    try {
      assertThat(call.path()).isEqualTo("/2015-03-31/functions/jobs/invocations");
      var event = JSON.readTree(call.body());
      events.add(event);
      return function.apply(event);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static EventSourceMapping mapping(int batchSize, boolean partial) {
    return mapping(batchSize, partial, 2);
  }

  private static EventSourceMapping mapping(int batchSize, boolean partial, int concurrency) {
    return mapping(batchSize, partial, concurrency, EventFilter.NONE);
  }

  private static EventSourceMapping mapping(
      int batchSize, boolean partial, int concurrency, EventFilter filter) {
    return new EventSourceMapping(
        "Mapping",
        "jobs",
        "role",
        InMemoryQueue.URL,
        ARN,
        batchSize,
        Duration.ZERO,
        partial,
        concurrency,
        filter,
        true);
  }

  private static AwsAnswer answer(String json) {
    return new AwsAnswer(200, Map.of(), json.getBytes(UTF_8));
  }

  private static boolean isFirstReceive(JsonNode event) {
    return event.at("/Records/0/receiptHandle").asText().endsWith("#1");
  }

  private static List<String> ids(JsonNode event) {
    return event.get("Records").findValuesAsText("messageId");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

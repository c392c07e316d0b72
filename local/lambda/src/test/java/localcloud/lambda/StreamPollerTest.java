package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.InMemoryStream.ARN;
import static localcloud.lambda.LocalFunctions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamPollerTest {
  private static final String UUID = "00000000-0000-0000-0000-000000000001";
  private static final AwsAnswer DONE = AwsAnswer.json("{}");
  private static final AwsAnswer FAILED =
      new AwsAnswer(200, Map.of("x-amz-function-error", "Unhandled"), new byte[0]);
  private static final AwsAnswer THROTTLED = new AwsAnswer(429, Map.of(), new byte[0]);

  /** The sequence numbers of each batch that the function got. */
  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

  private final InMemoryStream stream = new InMemoryStream();
  private final RecordingAws destinations = new RecordingAws();
  private EventSourceMappings mappings;

  @AfterEach
  void close() {
    mappings.close();
  }

  @Test
  void whatIsWrittenWhileDisabledComesWhenEnabled() {
    start(mapping().latest(), batch -> DONE);
    stream.write(1);
    awaitSeen(1);
    disable();
    stream.write(2);

    enable();

    awaitSeen(3);
    assertThat(batches.getLast()).endsWith(3);
    assertThat(batches).doesNotHaveDuplicates();
  }

  @Test
  void enabledBeforeTheFirstRecordItStartsWhereItWas() {
    start(mapping().latest(), batch -> DONE);
    await().until(() -> stream.reads() > 0);
    disable();
    stream.write(2);

    enable();

    awaitSeen(2);
    assertThat(stream.opened).containsExactly("LATEST");
  }

  @Test
  void enabledAgainItDoesNotReplayTheStream() {
    stream.write(3);
    start(mapping(), batch -> DONE);
    awaitSeen(3);
    disable();
    stream.write(1);

    enable();

    awaitSeen(4);
    assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4));
  }

  @Test
  void disablingEndsTheRetriesAndEnablingGoesOnWithThem() {
    stream.write(2);
    var healed = new AtomicInteger();
    start(mapping(), batch -> healed.get() == 0 ? FAILED : DONE);
    await().until(() -> batches.size() > 1);

    disable();
    stream.write(1);
    healed.set(1);
    batches.clear();
    enable();

    await().until(() -> seen().contains(3));
    assertThat(seen()).containsExactly(1, 2, 3);
  }

  @Test
  void disablingEndsTheWaitForRoom() {
    stream.write(1);
    start(mapping(), batch -> THROTTLED);
    await().until(() -> batches.size() > 1);

    disable();

    assertThat(state()).isEqualTo("Disabled");
  }

  @Test
  void enabledWhileABatchRunsItWaitsForIt() {
    stream.write(1);
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    start(
        mapping(),
        batch -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          entered.countDown();
          awaitQuietly(release);
          running.decrementAndGet();
          return DONE;
        });
    awaitQuietly(entered);

    mappings.find(UUID).enable(false);
    mappings.find(UUID).enable(true);
    stream.write(1);
    release.countDown();

    await().until(() -> seen().contains(2));
    assertThat(seen()).containsExactly(1, 2);
    assertThat(most).hasValue(1);
  }

  @Test
  void whatIsGatheredIsSentThoughALaterReadFails() {
    stream.write(1);
    start(mapping().window(Duration.ofSeconds(60)), batch -> DONE);
    await().until(() -> stream.reads() > 1);
    stream.fail(InMemoryStream.error(500, "InternalServerError"));

    stream.write(1);

    await().until(() -> seen().contains(1));
    assertThat(batches).first().isEqualTo(List.of(1));
  }

  @Test
  void anExpiredIteratorIsReplacedByOneBehindTheLastRecordDone() {
    stream.write(2);
    start(mapping(), batch -> DONE);
    awaitSeen(2);

    stream.expireIterators();
    stream.write(1);

    awaitSeen(3);
    assertThat(seen()).containsExactly(1, 2, 3);
    assertThat(stream.opened).containsExactly("TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER 2");
  }

  @Test
  void afterTrimmedRecordsItStartsWithTheOldestOneThereIs() {
    start(mapping().latest(), batch -> DONE);
    stream.write(1);
    awaitSeen(1);
    stream.fail(InMemoryStream.error(400, "TrimmedDataAccessException"));

    stream.write(1);

    await().until(() -> seen().contains(2));
    assertThat(stream.opened).containsExactly("LATEST", "TRIM_HORIZON");
  }

  @Test
  void aMissingNextIteratorIsReplaced() {
    stream.fail(AwsAnswer.json("{\"Records\":[],\"NextShardIterator\":null}"));
    stream.write(1);

    start(mapping(), batch -> DONE);

    awaitSeen(1);
    assertThat(stream.opened).containsExactly("TRIM_HORIZON", "TRIM_HORIZON");
  }

  @Test
  void aRecordThatIsTooOldIsNeverSentAndItsYoungerOnesAre() {
    stream.write(2, Instant.now().minus(Duration.ofHours(2)));
    stream.write(1);

    start(mapping().age(Duration.ofHours(1)), batch -> DONE);

    awaitSeen(1);
    assertThat(batches).containsExactly(List.of(3));
    var sent = destinations.message();
    assertThat(sent.at("/requestContext/condition").asText()).isEqualTo("RecordAgeExceeded");
    assertThat(sent.at("/requestContext/approximateInvokeCount").asInt(-1)).isZero();
    assertThat(sent.has("responseContext")).isFalse();
    assertThat(sent.at("/DDBStreamBatchInfo/endSequenceNumber").asText()).isEqualTo("2");
  }

  @Test
  void bisectingAndReportsTogetherLeaveOnlyThePoisonToTheDestination() {
    stream.write(2, Instant.now().minus(Duration.ofHours(2)));
    stream.write(6);

    start(
        mapping().age(Duration.ofHours(1)).bisecting().reporting().retries(2),
        batch -> batch.contains(6) ? failedFrom(6) : DONE);

    await().until(() -> destinations.calls.size() == 2 && seen().contains(8));
    assertThat(destinations.calls)
        .extracting(call -> RecordingAws.json(call.text()).path("MessageBody").asText())
        .extracting(RecordingAws::json)
        .extracting(
            sent -> sent.at("/requestContext/condition").asText(),
            sent -> sent.at("/DDBStreamBatchInfo/startSequenceNumber").asText(),
            sent -> sent.at("/DDBStreamBatchInfo/endSequenceNumber").asText())
        .containsExactly(
            tuple("RecordAgeExceeded", "1", "2"), tuple("RetryAttemptsExhausted", "6", "6"));
    assertThat(seen().stream().distinct()).containsExactly(3, 4, 5, 6, 7, 8);
  }

  private static AwsAnswer failedFrom(int number) {
    return AwsAnswer.json(
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"%d\"}]}".formatted(number));
  }

  private void start(Options options, Function<List<Integer>, AwsAnswer> function) {
    mappings =
        new EventSourceMappings(
            destinations,
            stream,
            call -> invoke(call, function),
            1,
            LambdaFaults.NONE,
            "http://127.0.0.1:4566");
    mappings.add(UUID, options.mapping());
  }

  private AwsAnswer invoke(AwsCall call, Function<List<Integer>, AwsAnswer> function) {
    var event = RecordingAws.json(new String(call.body(), UTF_8));
    var numbers =
        event.path("Records").findValues("SequenceNumber").stream().map(JsonNode::asInt).toList();
    batches.add(numbers);
    return function.apply(numbers);
  }

  private List<Integer> seen() {
    return batches.stream().flatMap(List::stream).toList();
  }

  private void awaitSeen(int count) {
    await().until(() -> seen().size() >= count);
  }

  private void disable() {
    mappings.find(UUID).enable(false);
    await().until(() -> state().equals("Disabled"));
  }

  private void enable() {
    mappings.find(UUID).enable(true);
  }

  private String state() {
    return mappings.find(UUID).describe().path("State").asText();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Options mapping() {
    return new Options(true, Duration.ZERO, -1, null, false, false);
  }

  /** What differs between the tests. */
  private record Options(
      boolean fromTrimHorizon,
      Duration window,
      int retries,
      Duration age,
      boolean bisect,
      boolean reports) {
    Options latest() {
      return new Options(false, window, retries, age, bisect, reports);
    }

    Options window(Duration wanted) {
      return new Options(fromTrimHorizon, wanted, retries, age, bisect, reports);
    }

    Options retries(int wanted) {
      return new Options(fromTrimHorizon, window, wanted, age, bisect, reports);
    }

    Options age(Duration wanted) {
      return new Options(fromTrimHorizon, window, retries, wanted, bisect, reports);
    }

    Options bisecting() {
      return new Options(fromTrimHorizon, window, retries, age, true, reports);
    }

    Options reporting() {
      return new Options(fromTrimHorizon, window, retries, age, bisect, true);
    }

    StreamMapping mapping() {
      return new StreamMapping(
          "Changes",
          "changes",
          "role",
          ARN,
          fromTrimHorizon,
          100,
          window,
          retries,
          age,
          bisect,
          reports,
          EventFilter.NONE,
          "arn:aws:sqs:eu-central-1:000000000000:failures",
          true);
    }
  }
}

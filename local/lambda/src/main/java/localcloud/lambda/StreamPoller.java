package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;

/**
 * Reads one table's stream and invokes one function, batch after batch: a batch that fails holds up
 * those behind it until it succeeds, is too old, or was tried too often.
 */
final class StreamPoller implements RunningMapping.Reader {
  private static final System.Logger LOGGER = System.getLogger(StreamPoller.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_RECORDS = 1_000; // of one GetRecords

  /** Lambda looks four times a second. */
  private static final Duration POLL_WAIT = Duration.ofMillis(250);

  private static final Duration FIRST_RETRY_WAIT = Duration.ofMillis(200);
  private static final Duration LAST_RETRY_WAIT = Duration.ofSeconds(10);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final StreamMapping mapping;
  private final AwsService streams;
  private final AwsService functions;
  private final Destinations destinations;
  private final Thread thread;
  private volatile boolean draining;
  private volatile String iterator = "";
  private String shard = "";

  private StreamPoller(
      StreamMapping mapping, AwsService streams, AwsService functions, Destinations destinations) {
    this.mapping = mapping;
    this.streams = streams;
    this.functions = functions;
    this.destinations = destinations;
    thread = Thread.ofVirtual().name("stream-" + mapping.streamArn()).unstarted(this::poll);
  }

  /**
   * Starts to read.
   *
   * @param streams answers the calls of DynamoDB Streams, made in the name of the function's role
   * @param functions answers Invoke
   */
  static StreamPoller start(
      StreamMapping mapping, AwsService streams, AwsService functions, Destinations destinations) {
    var poller = new StreamPoller(mapping, streams, functions, destinations);
    poller.open();
    poller.thread.start();
    return poller;
  }

  @Override
  public void drain() {
    draining = true;
  }

  @Override
  public boolean isEnded() {
    return !thread.isAlive();
  }

  @Override
  public void stop() {
    thread.interrupt();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Finds the place to start from before anything is written that should not be missed. */
  private void open() {
    try {
      var stream = request("DescribeStream", object("StreamArn", mapping.streamArn()));
      shard = stream.at("/StreamDescription/Shards/0/ShardId").asText();
      var from = object("StreamArn", mapping.streamArn()).put("ShardId", shard);
      from.put("ShardIteratorType", mapping.fromTrimHorizon() ? "TRIM_HORIZON" : "LATEST");
      iterator = request("GetShardIterator", from).path("ShardIterator").asText();
    } catch (AwsException e) {
      LOGGER.log(Level.WARNING, "{0}: {1}", mapping.name(), e.getMessage());
    }
  }

  private void poll() {
    while (!draining && !Thread.currentThread().isInterrupted()) {
      try {
        if (iterator.isEmpty()) {
          open();
        }
        var batch = gather();
        if (batch.records().isEmpty()) {
          Thread.sleep(POLL_WAIT);
        } else {
          process(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) { // else nobody would read the stream any more
        LOGGER.log(Level.ERROR, "Reading " + mapping.streamArn(), e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is there now, or comes during the batching window, up to the batch size. */
  private StreamBatch gather() throws InterruptedException {
    var records = new ArrayList<>(read(mapping.batchSize()));
    var end = System.nanoTime() + mapping.batchingWindow().toNanos();
    while (!records.isEmpty() && records.size() < mapping.batchSize() && System.nanoTime() < end) {
      Thread.sleep(POLL_WAIT);
      records.addAll(read(mapping.batchSize() - records.size()));
    }
    return new StreamBatch(mapping.streamArn(), shard, records);
  }

  private List<ObjectNode> read(int wanted) {
    var limit = Math.min(wanted, MOST_RECORDS);
    var answer = request("GetRecords", object("ShardIterator", iterator).put("Limit", limit));
    iterator = answer.path("NextShardIterator").asText();
    var records = new ArrayList<ObjectNode>();
    for (var record : answer.path("Records")) {
      var full = ((ObjectNode) record).put("eventSourceARN", mapping.streamArn());
      if (mapping.filter().matches(full)) {
        records.add(full);
      }
    }
    return records;
  }

  /** Halves are tried one after the other, so that the order stays. */
  private void process(StreamBatch whole) throws InterruptedException {
    var batch = whole;
    var wait = FIRST_RETRY_WAIT;
    for (var tries = 1; ; tries++) {
      var answer = invoke(batch);
      var failed = failed(batch, answer);
      if (failed.isEmpty()) {
        return;
      }
      var condition = givesUp(batch, tries);
      if (!condition.isEmpty()) {
        giveUp(batch.from(failed.getAsInt()), condition, tries, answer);
        return;
      }
      batch = batch.from(failed.getAsInt());
      Thread.sleep(wait);
      wait = longer(wait);
      if (mapping.bisect() && batch.records().size() > 1 && failed.getAsInt() == 0) {
        var half = batch.records().size() / 2;
        process(batch.until(half));
        process(batch.from(half));
        return;
      }
    }
  }

  private String givesUp(StreamBatch batch, int tries) {
    var age = mapping.maximumAge();
    if (age != null && batch.oldest().plus(age).isBefore(Instant.now())) {
      return "RecordAgeExceeded";
    }
    return mapping.maximumRetries() >= 0 && tries > mapping.maximumRetries()
        ? "RetryAttemptsExhausted"
        : "";
  }

  /** The index of the first record that failed; the records before it are done. */
  private OptionalInt failed(StreamBatch batch, AwsAnswer answer) {
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      return OptionalInt.of(0);
    }
    if (!mapping.reportBatchItemFailures()) {
      return OptionalInt.empty();
    }
    var numbers = batch.sequenceNumbers();
    var failures = BatchResponse.failed(answer.body(), new HashSet<>(numbers));
    return IntStream.range(0, numbers.size())
        .filter(index -> failures.contains(numbers.get(index)))
        .findFirst();
  }

  private void giveUp(StreamBatch batch, String condition, int tries, AwsAnswer last)
      throws InterruptedException {
    LOGGER.log(
        Level.WARNING,
        "{0}: gives up {1}: {2}",
        mapping.name(),
        batch.sequenceNumbers(),
        condition);
    var to = mapping.onFailure();
    if (to == null) {
      return;
    }
    var function = EventSourceMappings.arn(mapping.function(), mapping.streamArn());
    var failureRecord = batch.givenUp(function, condition, tries, last);
    try {
      destinations.send(to, mapping.role(), function, false, failureRecord);
    } catch (AwsException e) {
      LOGGER.log(Level.ERROR, mapping.name() + ": nothing reached " + to, e);
    }
  }

  /** A throttled call is no try of the function: it is repeated until the function has room. */
  private AwsAnswer invoke(StreamBatch batch) throws InterruptedException {
    var event = batch.event();
    var call =
        new AwsCall(
            "lambda",
            "lambda.amazonaws.com",
            "POST",
            "/2015-03-31/functions/"
                + URLEncoder.encode(mapping.function(), UTF_8)
                + "/invocations",
            Map.of("content-type", "application/json"),
            event.getBytes(UTF_8),
            Caller.of(mapping.name(), () -> event));
    var answer = answer(functions, call);
    for (var wait = FIRST_RETRY_WAIT; answer.status() == 429; wait = longer(wait)) {
      Thread.sleep(wait);
      answer = answer(functions, call);
    }
    return answer;
  }

  private JsonNode request(String operation, ObjectNode request) {
    var target = "DynamoDBStreams_20120810." + operation;
    var call = AwsCall.json("dynamodb", mapping.role(), target, request.toString());
    var answer = answer(streams, call.by(Caller.of(mapping.name(), () -> "")));
    if (answer.isError()) {
      throw new AwsException(answer.status(), operation, operation + ": " + answer.text());
    }
    try {
      return JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(answer.text(), e);
    }
  }

  private static AwsAnswer answer(AwsService service, AwsCall call) {
    try {
      return service.answer(call);
    } catch (RuntimeException e) { // a fault, which the batch meets as a failed try
      return new AwsAnswer(500, Map.of(), String.valueOf(e.getMessage()).getBytes(UTF_8));
    }
  }

  private static ObjectNode object(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }

  private static Duration longer(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_RETRY_WAIT) < 0 ? doubled : LAST_RETRY_WAIT;
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Reads one table's stream and invokes one function, batch after batch: a batch that fails holds up
 * those behind it until it succeeds, is too old, or was tried too often.
 */
final class StreamPoller implements RunningMapping.Reader {
  private static final System.Logger LOGGER = System.getLogger(StreamPoller.class.getName());

  /** Lambda looks four times a second. */
  private static final Duration POLL_WAIT = Duration.ofMillis(250);

  private static final Duration FIRST_RETRY_WAIT = Duration.ofMillis(200);
  private static final Duration LAST_RETRY_WAIT = Duration.ofSeconds(10);
  private static final Duration FAULT_WAIT = Duration.ofSeconds(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final StreamMapping mapping;
  private final StreamCursor cursor;
  private final AwsService functions;
  private final Destinations destinations;
  private final Thread thread;
  private final CountDownLatch draining = new CountDownLatch(1);

  private StreamPoller(
      StreamMapping mapping, StreamCursor cursor, AwsService functions, Destinations destinations) {
    this.mapping = mapping;
    this.cursor = cursor;
    this.functions = functions;
    this.destinations = destinations;
    thread = Thread.ofVirtual().name("stream-" + mapping.streamArn()).unstarted(this::run);
  }

  /**
   * Starts to read, once the mapping's earlier poller has ended.
   *
   * @param cursor how far the mapping has come
   * @param functions answers Invoke
   */
  static StreamPoller start(
      StreamMapping mapping, StreamCursor cursor, AwsService functions, Destinations destinations) {
    var poller = new StreamPoller(mapping, cursor, functions, destinations);
    cursor.openFirst();
    poller.thread.start();
    return poller;
  }

  /** Lets it end the try that is under way; what failed is tried again by the next poller. */
  @Override
  public void drain() {
    draining.countDown();
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

  private void run() {
    try {
      cursor.take();
      try {
        while (!drainedIn(Duration.ZERO)) {
          poll();
        }
      } finally {
        cursor.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; true, at once, if it is to end. */
  private boolean drainedIn(Duration wait) throws InterruptedException {
    return draining.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void poll() throws InterruptedException {
    try {
      var batch = gather();
      if (batch.records().isEmpty()) {
        cursor.done();
        drainedIn(POLL_WAIT);
      } else if (process(batch)) {
        cursor.done();
      }
    } catch (RuntimeException e) { // else nobody would read the stream any more
      LOGGER.log(Level.ERROR, "Reading " + mapping.streamArn(), e);
      drainedIn(FAULT_WAIT);
    }
  }

  /** What is there now, or comes during the batching window, up to the batch size. */
  private StreamBatch gather() throws InterruptedException {
    cursor.rewind();
    var records = new ArrayList<>(cursor.read(mapping.batchSize()));
    var end = System.nanoTime() + mapping.batchingWindow().toNanos();
    while (!records.isEmpty()
        && records.size() < mapping.batchSize()
        && cursor.canRead()
        && System.nanoTime() < end
        && !drainedIn(POLL_WAIT)) {
      try {
        records.addAll(cursor.read(mapping.batchSize() - records.size()));
      } catch (RuntimeException e) { // the next gathering meets it again, behind this batch
        LOGGER.log(Level.WARNING, "{0}: {1}", mapping.name(), e.getMessage());
        break;
      }
    }
    return new StreamBatch(mapping.streamArn(), cursor.shard(), records);
  }

  /**
   * Tries until all records are done or given up. Halves are tried one after the other, so that the
   * order stays.
   *
   * @return false if it was drained before
   */
  private boolean process(StreamBatch whole) throws InterruptedException {
    var batch = whole;
    var wait = FIRST_RETRY_WAIT;
    AwsAnswer answer = null;
    for (var tries = 1; ; tries++) {
      batch = withoutExpired(batch, tries - 1, answer);
      if (batch.records().isEmpty()) {
        return true;
      }
      answer = invoke(batch);
      if (answer == null) {
        return false;
      }
      var failed = failed(batch, answer);
      cursor.done(batch.until(failed));
      batch = batch.from(failed);
      if (batch.records().isEmpty() || isExhausted(tries)) {
        giveUp(batch, "RetryAttemptsExhausted", tries, answer);
        return true;
      }
      if (drainedIn(wait)) {
        return false;
      }
      wait = longer(wait);
      if (mapping.bisect() && batch.records().size() > 1 && failed == 0) {
        var half = batch.records().size() / 2;
        return process(batch.until(half)) && process(batch.from(half));
      }
    }
  }

  private boolean isExhausted(int tries) {
    return mapping.maximumRetries() >= 0 && tries > mapping.maximumRetries();
  }

  /** Lambda never sends a record that is older than the limit. */
  private StreamBatch withoutExpired(StreamBatch batch, int tries, @Nullable AwsAnswer last)
      throws InterruptedException {
    var age = mapping.maximumAge();
    var expired = age == null ? 0 : batch.countBefore(Instant.now().minus(age));
    giveUp(batch.until(expired), "RecordAgeExceeded", tries, last);
    return batch.from(expired);
  }

  /** The index of the first record that failed, or the end; the records before it are done. */
  private int failed(StreamBatch batch, AwsAnswer answer) {
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      return 0;
    }
    var numbers = batch.sequenceNumbers();
    if (!mapping.reportBatchItemFailures()) {
      return numbers.size();
    }
    var failures = BatchResponse.failed(answer.body(), new HashSet<>(numbers));
    return IntStream.range(0, numbers.size())
        .filter(index -> failures.contains(numbers.get(index)))
        .findFirst()
        .orElse(numbers.size());
  }

  /** Nothing, if all are done. */
  private void giveUp(StreamBatch batch, String condition, int tries, @Nullable AwsAnswer last)
      throws InterruptedException {
    if (batch.records().isEmpty()) {
      return;
    }
    cursor.done(batch);
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

  /**
   * A throttled call is no try of the function: it is repeated until the function has room.
   *
   * @return null if it was drained before
   */
  private @Nullable AwsAnswer invoke(StreamBatch batch) throws InterruptedException {
    var event = batch.event();
    var call =
        AwsCall.invoke("lambda.amazonaws.com", mapping.function(), event)
            .by(Caller.of(mapping.name(), () -> event));
    var answer = answer(functions, call);
    for (var wait = FIRST_RETRY_WAIT; answer.status() == 429; wait = longer(wait)) {
      if (drainedIn(wait)) {
        return null;
      }
      answer = answer(functions, call);
    }
    return answer;
  }

  private static AwsAnswer answer(AwsService service, AwsCall call) {
    try {
      return service.answer(call);
    } catch (RuntimeException e) { // a fault, which the batch meets as a failed try
      return new AwsAnswer(500, Map.of(), String.valueOf(e.getMessage()).getBytes(UTF_8));
    }
  }

  private static Duration longer(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_RETRY_WAIT) < 0 ? doubled : LAST_RETRY_WAIT;
  }
}

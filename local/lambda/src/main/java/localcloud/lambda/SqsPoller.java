package localcloud.lambda;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.lambda.LambdaFaults.Harm;
import org.jspecify.annotations.Nullable;

/**
 * Polls one queue and invokes one function, as many batches at once as the mapping allows. That two
 * batches of one message group never run together is the queue's doing: it locks the group.
 */
final class SqsPoller implements RunningMapping.Reader {
  private static final System.Logger LOGGER = System.getLogger(SqsPoller.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECEIVE_LIMIT = 10;
  private static final int LONG_POLL_SECONDS = 20;

  /** AWS starts with five concurrent batches and scales up; here they stay five. */
  private static final int DEFAULT_CONCURRENCY = 5;

  private static final Duration ERROR_WAIT = Duration.ofSeconds(1);
  private static final Duration FIRST_THROTTLE_WAIT = Duration.ofMillis(100);
  private static final Duration LAST_THROTTLE_WAIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final EventSourceMapping mapping;
  private final AwsService aws;
  private final AwsService functions;
  private final LambdaFaults faults;
  private final Semaphore permits;
  private final ExecutorService batches = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private volatile boolean draining;

  private SqsPoller(
      EventSourceMapping mapping,
      AwsService aws,
      AwsService functions,
      int batches,
      LambdaFaults faults) {
    this.mapping = mapping;
    this.aws = aws;
    this.functions = functions;
    this.faults = faults;
    var concurrency = mapping.maximumConcurrency();
    permits =
        new Semaphore(Math.min(concurrency == null ? DEFAULT_CONCURRENCY : concurrency, batches));
    thread = Thread.ofVirtual().name("poll-" + mapping.queueArn()).unstarted(this::poll);
  }

  static SqsPoller start(
      EventSourceMapping mapping,
      AwsService aws,
      AwsService functions,
      int batches,
      LambdaFaults faults) {
    var poller = new SqsPoller(mapping, aws, functions, batches, faults);
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
      batches.shutdown();
      if (!batches.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        batches.shutdownNow();
      }
    } catch (InterruptedException e) {
      batches.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    while (!draining && !Thread.currentThread().isInterrupted()) {
      try {
        permits.acquire();
        takeBatch();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Goes on after a fault: else nobody would read the queue any more. */
  private void takeBatch() throws InterruptedException {
    List<JsonNode> batch = List.of();
    try {
      batch = gather();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "Reading " + mapping.queueArn(), e);
      Thread.sleep(ERROR_WAIT);
    } finally {
      if (batch.isEmpty()) {
        permits.release();
      }
    }
    if (!batch.isEmpty()) {
      var taken = batch;
      batches.execute(() -> process(taken));
    }
  }

  /** A batch: one receive, or as many as the batching window gives time for. */
  private List<JsonNode> gather() throws InterruptedException {
    var batch = receive(mapping.batchSize(), LONG_POLL_SECONDS);
    var end = System.nanoTime() + mapping.batchingWindow().toNanos();
    while (!batch.isEmpty() && batch.size() < mapping.batchSize() && System.nanoTime() < end) {
      var left = Duration.ofNanos(end - System.nanoTime()).toSeconds() + 1;
      batch.addAll(
          receive(mapping.batchSize() - batch.size(), (int) Math.min(left, LONG_POLL_SECONDS)));
    }
    return batch;
  }

  private List<JsonNode> receive(int wanted, int waitSeconds) throws InterruptedException {
    var request = request().put("MaxNumberOfMessages", Math.min(wanted, RECEIVE_LIMIT));
    request.put("WaitTimeSeconds", waitSeconds);
    for (var names :
        List.of("AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames")) {
      request.putArray(names).add("All");
    }
    var answer = sqs("ReceiveMessage", request);
    var messages = new ArrayList<JsonNode>();
    if (answer == null) {
      Thread.sleep(ERROR_WAIT);
    } else {
      answer.path("Messages").forEach(messages::add);
    }
    return filtered(messages);
  }

  /** What the filter does not let through is deleted at once (Lambda guide, "Event filtering"). */
  private List<JsonNode> filtered(List<JsonNode> messages) {
    var others = new ArrayList<>(messages);
    messages.removeIf(
        message -> !mapping.filter().matches(SqsEvent.record(message, mapping.queueArn())));
    others.removeAll(messages);
    delete(others);
    return messages;
  }

  private void process(List<JsonNode> batch) {
    try {
      var event = SqsEvent.of(batch, mapping.queueArn()).toString();
      var answer = deliver(event);
      if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
        return;
      }
      Map<String, JsonNode> done =
          batch.stream()
              .collect(
                  toMap(
                      message -> message.path("MessageId").asText(),
                      message -> message,
                      (first, again) -> again,
                      LinkedHashMap::new));
      if (mapping.reportBatchItemFailures()) {
        done.keySet().removeAll(BatchResponse.failed(answer.body(), Map.copyOf(done).keySet()));
      }
      if (strike(Harm.KEEP, event).isEmpty()) {
        delete(List.copyOf(done.values()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "A batch of " + mapping.queueArn() + " failed", e);
    } finally {
      permits.release();
    }
  }

  /** Invokes the function, unless a fault wants it later or twice. */
  private AwsAnswer deliver(String event) throws InterruptedException {
    var held = strike(Harm.DELAY, event);
    if (held.isPresent()) {
      Thread.sleep(held.get().time());
    }
    strike(Harm.DUPLICATE, event)
        .ifPresent(strike -> batches.execute(() -> deliverAgain(event, strike.time())));
    return invoke(event);
  }

  /** What this one answers, nobody waits for: its receipt handles are those of the other one. */
  private void deliverAgain(String event, Duration later) {
    try {
      Thread.sleep(later);
      var unused = invoke(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<LambdaFaults.Strike> strike(Harm harm, String event) {
    return faults.strike(harm, mapping.function(), mapping.queueArn(), () -> event);
  }

  /**
   * Repeats a throttled call, ever more slowly, until the messages are visible to others again
   * (Lambda guide, "SQS scaling"): then they are not ours any more.
   */
  private AwsAnswer invoke(String event) throws InterruptedException {
    var call =
        AwsCall.invoke("lambda.amazonaws.com", mapping.function(), event)
            .by(Caller.of(mapping.name(), () -> event));
    var begin = System.nanoTime();
    var answer = functions.attempt(call);
    for (var wait = FIRST_THROTTLE_WAIT; answer.status() == 429; wait = longer(wait)) {
      if (System.nanoTime() - begin + wait.toNanos() > visibilityTimeout().toNanos()) {
        return answer;
      }
      Thread.sleep(wait);
      answer = functions.attempt(call);
    }
    if (answer.isError()) {
      LOGGER.log(Level.WARNING, "Invoking {0}: {1}", mapping.function(), answer.text());
    }
    return answer;
  }

  private Duration visibilityTimeout() {
    var request = request();
    request.putArray("AttributeNames").add("VisibilityTimeout");
    var answer = sqs("GetQueueAttributes", request);
    return Duration.ofSeconds(
        answer == null ? 30 : answer.path("Attributes").path("VisibilityTimeout").asLong(30));
  }

  private void delete(List<JsonNode> messages) {
    for (int from = 0; from < messages.size(); from += RECEIVE_LIMIT) {
      var request = request();
      var entries = request.putArray("Entries");
      for (var message : messages.subList(from, Math.min(from + RECEIVE_LIMIT, messages.size()))) {
        entries
            .addObject()
            .put("Id", Integer.toString(entries.size()))
            .put("ReceiptHandle", message.path("ReceiptHandle").asText());
      }
      var answer = sqs("DeleteMessageBatch", request);
      if (answer != null && !answer.path("Failed").isEmpty()) {
        LOGGER.log(Level.WARNING, "Not deleted from {0}: {1}", mapping.queueArn(), answer);
      }
    }
  }

  private ObjectNode request() {
    return JsonNodeFactory.instance.objectNode().put("QueueUrl", mapping.queueUrl());
  }

  /** The answer of SQS; null after an error, which is logged. */
  private @Nullable JsonNode sqs(String operation, ObjectNode request) {
    var call = AwsCall.json("sqs", mapping.role(), "AmazonSQS." + operation, request);
    var answer = aws.attempt(call.by(Caller.of(mapping.name(), () -> "")));
    if (!answer.isError()) {
      try {
        return JSON.readTree(answer.text());
      } catch (JsonProcessingException e) {
        LOGGER.log(Level.WARNING, operation + " of " + mapping.queueArn(), e);
      }
    } else if (!Thread.currentThread().isInterrupted()) {
      LOGGER.log(
          Level.WARNING,
          "{0} of {1}: {2}",
          operation,
          mapping.queueArn(),
          answer.status() + " " + answer.text());
    }
    return null;
  }

  private static Duration longer(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_THROTTLE_WAIT) < 0 ? doubled : LAST_THROTTLE_WAIT;
  }
}

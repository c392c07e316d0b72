package localcloud.sns;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;

/**
 * Takes notifications to queues and functions. A failure on the other side is retried as SNS
 * retries it, a refusal is not; what cannot be delivered goes to the subscription's dead-letter
 * queue (SNS guide, "Message delivery retries", "Dead-letter queues").
 */
final class Deliveries implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());
  private static final String SNS = "sns.amazonaws.com";

  /** Three tries at once, two after a second each, ten ever later, then every 20 seconds. */
  private static final int IMMEDIATE = 3;

  private static final int MOST_RETRIES = 100_015;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /** A queue takes no more attributes, so that a raw message with more is lost. */
  private static final int MOST_ATTRIBUTES = 10;

  /** What all notifications on their way may take; more are not let in. */
  private static final long ROOM_BYTES = 64L << 20;

  /** What a delivery takes beside its message, about. */
  private static final int OVERHEAD = 4096;

  private final AwsService aws;
  private final String endpointUrl;
  private final Duration firstPause;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, CompletableFuture<Void>> tails = new HashMap<>();

  Deliveries(AwsService aws, String endpointUrl, Duration firstPause) {
    this.aws = aws;
    this.endpointUrl = endpointUrl;
    this.firstPause = firstPause;
  }

  /** Whether so many notifications wait for their endpoints that no other should be taken. */
  boolean isFull() {
    return bytes.get() > ROOM_BYTES;
  }

  /** Starts a delivery; those of one message group and subscription are made one after another. */
  void start(Subscription subscription, Notification notification) {
    bytes.addAndGet(OVERHEAD + notification.bytes());
    if (notification.group().isEmpty()) {
      executor.execute(() -> run(subscription, notification));
      return;
    }
    var key = subscription.arn() + "\n" + notification.group();
    synchronized (tails) {
      var before = tails.getOrDefault(key, CompletableFuture.completedFuture(null));
      var next = before.thenRunAsync(() -> run(subscription, notification), executor);
      tails.put(key, next);
      next.whenComplete((done, failed) -> forget(key, next));
    }
  }

  private void forget(String key, CompletableFuture<Void> ended) {
    synchronized (tails) {
      tails.remove(key, ended);
    }
  }

  /** Throws nothing: the rest of a message group waits for its end. */
  private void run(Subscription subscription, Notification notification) {
    try {
      deliver(subscription, notification);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "Notification " + notification.id() + " is lost", e);
    } finally {
      bytes.addAndGet(-OVERHEAD - notification.bytes());
    }
  }

  private void deliver(Subscription subscription, Notification whole) throws InterruptedException {
    var notification = whole.forProtocol(subscription.protocol());
    if (subscription.raw() && notification.attributes().size() > MOST_ATTRIBUTES) {
      bury(subscription, notification, "more than 10 message attributes");
      return;
    }
    var call = call(subscription, notification, body(subscription, notification));
    var answer = attempt(call);
    for (var retries = 0; mayPass(answer) && retries < MOST_RETRIES; retries++) {
      Thread.sleep(pause(retries));
      answer = attempt(call);
    }
    if (answer.isError()) {
      bury(subscription, notification, answer.status() + " " + answer.text());
    }
  }

  private static boolean mayPass(AwsAnswer answer) {
    return answer.status() >= 500 || answer.status() == 429;
  }

  private Duration pause(int retries) {
    if (retries < IMMEDIATE) {
      return Duration.ZERO;
    }
    var doubled = firstPause.multipliedBy(1L << Math.clamp(retries - IMMEDIATE - 2, 0, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private String body(Subscription subscription, Notification notification) {
    return subscription.protocol().equals("lambda")
        ? notification.event(subscription.arn(), unsubscribe(subscription)).toString()
        : message(subscription, notification);
  }

  /**
   * What a queue gets, as the endpoint or with the dead letters of any endpoint: also those of a
   * function are no events (localstack/localstack, checked on AWS).
   */
  private String message(Subscription subscription, Notification notification) {
    return subscription.raw()
        ? notification.message()
        : notification.envelope(unsubscribe(subscription));
  }

  private String unsubscribe(Subscription subscription) {
    return endpointUrl + "/?Action=Unsubscribe&SubscriptionArn=" + subscription.arn();
  }

  private AwsCall call(Subscription subscription, Notification notification, String body) {
    var call =
        subscription.protocol().equals("lambda")
            ? AwsCall.invokeAsync(SNS, subscription.endpoint(), body)
            : send(subscription.endpoint(), notification, body, subscription.raw());
    return call.by(Caller.of(notification.topicArn(), notification::message));
  }

  private AwsCall send(String queue, Notification notification, String body, boolean raw) {
    var arn = queue.split(":", 6);
    var request = JsonNodeFactory.instance.objectNode();
    request.put("QueueUrl", endpointUrl + "/" + arn[4] + "/" + arn[5]).put("MessageBody", body);
    if (queue.endsWith(".fifo")) {
      request.put("MessageGroupId", notification.group());
      request.put("MessageDeduplicationId", notification.deduplication());
    }
    if (raw && !notification.attributes().isEmpty()) {
      request.set("MessageAttributes", notification.attributes());
    }
    return AwsCall.json("sqs", SNS, "AmazonSQS.SendMessage", request);
  }

  private void bury(Subscription subscription, Notification notification, String reason)
      throws InterruptedException {
    var story =
        "Notification %s was not delivered to %s: %s"
            .formatted(notification.id(), subscription.endpoint(), reason);
    if (subscription.deadLetters().isEmpty()) {
      LOG.log(Level.WARNING, story + "; it is dropped");
      return;
    }
    var letter = message(subscription, notification);
    var call = send(subscription.deadLetters(), notification, letter, false);
    var by = Caller.of(notification.topicArn(), notification::message);
    if (attempt(call.by(by)).isError()) {
      LOG.log(Level.WARNING, story + "; its dead-letter queue refused it as well");
    }
  }

  private AwsAnswer attempt(AwsCall call) throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
    return aws.attempt(call);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

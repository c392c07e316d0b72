package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.endpoint.Protocol;

/**
 * Long polls of FIFO queues, made of short ones. While a message waits behind another one of its
 * group, ElasticMQ's long polls look for it again without a pause and keep a processor busy
 * (QueueActorWaitForMessagesOps schedules the next look for when the message was due). Here the
 * next look is when something has happened to the queue, and, for what becomes visible by itself,
 * at ever longer intervals up to a second.
 */
final class FifoLongPolls implements AwsService {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(1);
  private static final String WAIT = "WaitTimeSeconds";

  private final AwsService elasticMq;
  private final Duration firstPause;
  private final Map<String, News> news = new ConcurrentHashMap<>();
  private final Map<String, Integer> waitSeconds = new ConcurrentHashMap<>();

  FifoLongPolls(AwsService elasticMq) {
    this(elasticMq, FIRST_PAUSE);
  }

  /**
   * The same with another pause after the first look.
   *
   * @param firstPause each following one is twice as long, up to a second
   */
  FifoLongPolls(AwsService elasticMq, Duration firstPause) {
    this.elasticMq = elasticMq;
    this.firstPause = firstPause;
  }

  @Override
  public AwsAnswer answer(AwsCall call) {
    var request = SqsRequest.of(call);
    var queue = name(request);
    if (!queue.endsWith(".fifo")) {
      return elasticMq.answer(call);
    }
    if (request.operation().equals("ReceiveMessage")) {
      var seconds = request.body().path(WAIT).asInt(waitSeconds.getOrDefault(queue, 0));
      return poll(shortPoll(request), of(queue), Duration.ofSeconds(seconds));
    }
    var answer = elasticMq.answer(call);
    if (!answer.isError()) {
      learn(request);
    }
    of(queue).happened();
    return answer;
  }

  private void learn(SqsRequest request) {
    var seconds = request.body().path("Attributes").path("ReceiveMessageWaitTimeSeconds");
    if (request.operation().equals("DeleteQueue")) {
      waitSeconds.remove(request.queue());
    } else if (!seconds.isMissingNode()) {
      waitSeconds.put(name(request), seconds.asInt());
    }
  }

  /** Of the queue that is made, or of the one that there is. */
  private static String name(SqsRequest request) {
    var made = request.body().path("QueueName");
    return made.isMissingNode() ? request.queue() : made.asText();
  }

  private News of(String queue) {
    return news.computeIfAbsent(queue, name -> new News());
  }

  private AwsAnswer poll(AwsCall shortPoll, News news, Duration wait) {
    var end = System.nanoTime() + wait.toNanos();
    var pause = firstPause;
    while (true) {
      var known = news.count();
      var answer = elasticMq.answer(shortPoll);
      var left = Duration.ofNanos(end - System.nanoTime());
      if (answer.isError() || hasMessages(shortPoll, answer) || !left.isPositive()) {
        return answer;
      }
      try {
        var isNew = news.await(known, pause.compareTo(left) < 0 ? pause : left);
        pause = isNew ? firstPause : doubled(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
    }
  }

  private static Duration doubled(Duration pause) {
    var next = pause.multipliedBy(2);
    return next.compareTo(LAST_PAUSE) < 0 ? next : LAST_PAUSE;
  }

  private static boolean hasMessages(AwsCall call, AwsAnswer answer) {
    return Protocol.of(call) == Protocol.JSON
        ? !SqsRequest.parsed(answer.text()).path("Messages").isEmpty()
        : answer.text().contains("<Message>");
  }

  private static AwsCall shortPoll(SqsRequest request) {
    if (Protocol.of(request.call()) == Protocol.JSON) {
      return request.call().withBody(((ObjectNode) request.body()).deepCopy().put(WAIT, 0));
    }
    var form = request.call().text().replaceAll("(^|&)" + WAIT + "=[^&]*", "");
    return request.call().withBody((form + "&" + WAIT + "=0").getBytes(UTF_8));
  }

  /** How often something happened to a queue. */
  private static final class News {
    private long count;

    synchronized long count() {
      return count;
    }

    synchronized void happened() {
      count++;
      notifyAll();
    }

    /**
     * Waits until something happens that is not in what the caller knows.
     *
     * @return whether anything did
     */
    synchronized boolean await(long known, Duration most) throws InterruptedException {
      if (count == known) {
        wait(most.toMillis() + 1); // rounded up: the last look is after the end
      }
      return count != known;
    }
  }
}

package localcloud.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ElasticMQ is asked while somebody waits for a message. */
@Timeout(300)
class FifoLongPollsTest {
  private static final String MESSAGES = "{\"Messages\":[{\"MessageId\":\"1\"}]}";

  private static final String AN_HOUR = ",\"WaitTimeSeconds\":3600";

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile String held = "{}";
  private volatile Runnable meanwhile = () -> {};
  private final FifoLongPolls polls = new FifoLongPolls(this::elasticMq);
  private final FifoLongPolls patient = new FifoLongPolls(this::elasticMq, Duration.ofHours(1));

  private AwsAnswer elasticMq(AwsCall call) {
    var isReceive = call.operation().equals("ReceiveMessage");
    var answer = AwsAnswer.json(isReceive ? held : "{}");
    asked.add(call.text()); // after the look: a test that sees it may change what is held
    if (isReceive) {
      meanwhile.run();
    }
    return answer;
  }

  @Test
  void aBlockedGroupIsLookedAtAFewTimesAndNotWithoutAPause() {
    assertThat(receive("orders.fifo", ",\"WaitTimeSeconds\":4").text()).isEqualTo("{}");

    assertThat(asked).allMatch(request -> request.contains("\"WaitTimeSeconds\":0"));
    assertThat(asked)
        .hasSizeBetween(2, 8); // after 0, 0.1, 0.3, 0.7, 1.5, 2.5, 3.5 and 4 seconds at most
  }

  @Test
  void whatHappensToTheQueueEndsThePause() {
    var answer = waiting(patient, AN_HOUR);
    await().until(() -> !asked.isEmpty());

    held = MESSAGES;
    patient.answer(call("DeleteMessage", "{\"QueueUrl\":\"http://h/1/orders.fifo\"}"));

    assertThat(answer.join().text()).isEqualTo(MESSAGES);
    assertThat(asked).hasSize(3);
  }

  @Test
  void whatHappensAfterTheLookAndBeforeThePauseIsNotMissed() {
    meanwhile =
        () -> {
          meanwhile = () -> {};
          held = MESSAGES;
          patient.answer(call("DeleteMessage", "{\"QueueUrl\":\"http://h/1/orders.fifo\"}"));
        };

    assertThat(receive(patient, "orders.fifo", AN_HOUR).text()).isEqualTo(MESSAGES);
  }

  @Test
  void whatBecomesVisibleByItselfIsFound() {
    var answer = waiting(polls, AN_HOUR);
    await().until(() -> asked.size() >= 2);
    held = MESSAGES;
    assertThat(answer.join().text()).isEqualTo(MESSAGES);
  }

  @Test
  void aQueueHasAWaitOfItsOwn() {
    polls.answer(
        call(
            "CreateQueue",
            "{\"QueueName\":\"slow.fifo\",\"Attributes\":{\"ReceiveMessageWaitTimeSeconds\":\"20\"}}"));
    meanwhile = () -> held = MESSAGES;
    assertThat(receive("slow.fifo", "").text()).isEqualTo(MESSAGES);
    assertThat(asked).hasSize(3); // its making and two looks

    meanwhile = () -> {};
    held = "{}";
    asked.clear();
    receive("slow.fifo", ",\"WaitTimeSeconds\":0");
    assertThat(asked).hasSize(1);

    polls.answer(
        call(
            "SetQueueAttributes",
            "{\"QueueUrl\":\"http://h/1/slow.fifo\",\"Attributes\":{\"ReceiveMessageWaitTimeSeconds\":\"0\"}}"));
    asked.clear();
    receive("slow.fifo", "");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aQueueOfTheSameNameThatIsMadeLaterHasNoWait() {
    polls.answer(
        call(
            "CreateQueue",
            "{\"QueueName\":\"slow.fifo\",\"Attributes\":{\"ReceiveMessageWaitTimeSeconds\":\"20\"}}"));
    polls.answer(call("DeleteQueue", "{\"QueueUrl\":\"http://h/1/slow.fifo\"}"));
    asked.clear();
    receive("slow.fifo", "");
    assertThat(asked).hasSize(1);
  }

  @Test
  void theQueryProtocolWaitsToo() {
    held = "<ReceiveMessageResponse/>";
    meanwhile = () -> held = "<ReceiveMessageResponse><Message></Message></ReceiveMessageResponse>";
    var form = "Action=ReceiveMessage&WaitTimeSeconds=20&MaxNumberOfMessages=1";
    polls.answer(
        new AwsCall(
            "sqs",
            "arn:aws:iam::123456789012:root",
            "POST",
            "/123456789012/orders.fifo",
            Map.of("content-type", "application/x-www-form-urlencoded"),
            form.getBytes(UTF_8)));
    assertThat(asked)
        .hasSize(2)
        .allMatch("Action=ReceiveMessage&MaxNumberOfMessages=1&WaitTimeSeconds=0"::equals);
  }

  @Test
  void otherQueuesAreAskedAsTheClientDoes() {
    receive("failures", ",\"WaitTimeSeconds\":20");
    assertThat(asked).singleElement().asString().contains("\"WaitTimeSeconds\":20");
  }

  @Test
  void aPollThatIsInterruptedEnds() throws InterruptedException {
    var poll = Thread.ofVirtual().start(() -> receive(patient, "orders.fifo", AN_HOUR));
    await().until(() -> !asked.isEmpty());
    poll.interrupt();
    poll.join();
    assertThat(asked).hasSize(1);
  }

  private static CompletableFuture<AwsAnswer> waiting(FifoLongPolls polls, String more) {
    return CompletableFuture.supplyAsync(
        () -> receive(polls, "orders.fifo", more), Executors.newVirtualThreadPerTaskExecutor());
  }

  private AwsAnswer receive(String queue, String more) {
    return receive(polls, queue, more);
  }

  private static AwsAnswer receive(FifoLongPolls polls, String queue, String more) {
    return polls.answer(
        call(
            "ReceiveMessage",
            "{\"QueueUrl\":\"http://h/123456789012/%s\"%s}".formatted(queue, more)));
  }

  private static AwsCall call(String operation, String body) {
    return AwsCall.json("sqs", "arn:aws:iam::123456789012:root", "AmazonSQS." + operation, body);
  }
}

package localcloud.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import localcloud.aws.NoAnswerException;
import localcloud.endpoint.CallNotes;
import localcloud.sam.Stack;
import org.junit.jupiter.api.Test;

class CallJournalTest {
  private static final Stack STACK =
      Stack.of("local", "us-east-1", "000000000000", new LinkedHashMap<>(), Map.of());

  private final CallJournal journal = new CallJournal(STACK);

  @Test
  void keepsTheLastTenThousandSmallCalls() {
    for (int i = 0; i < 12_000; i++) {
      call("small", "request " + i);
    }
    assertThat(journal.entries()).hasSize(10_000);
    assertThat(journal.entries(0, "request 11999")).hasSize(1);
    assertThat(journal.entries(0, "request 1999")).isEmpty();
  }

  @Test
  void callsOfLargeEventsTakeNoMoreThanItsRoom() {
    for (int i = 0; i < 100; i++) {
      call("w".repeat(1 << 20) + i, "request");
    }
    assertThat(journal.entries()).hasSizeBetween(10, 16);
    assertThat(journal.entries(0, "w99")).hasSize(1);
  }

  @Test
  void theCallsOfOneInvocationShareItsEvent() {
    var event = "w".repeat(1 << 20);
    for (int i = 0; i < 5_000; i++) {
      call(event, "request");
    }
    assertThat(journal.entries()).hasSize(5_000);
    journal.clear();
    call("w".repeat(1 << 20), "after");
    assertThat(journal.entries(0, "after")).hasSize(1);
  }

  @Test
  void largeRequestsCountAsWell() {
    for (int i = 0; i < 100; i++) {
      call("", "r".repeat(1 << 20));
    }
    assertThat(journal.entries()).hasSizeBetween(20, 32);
  }

  @Test
  void soDoLargeHeaders() {
    for (int i = 0; i < 100; i++) {
      var call =
          AwsCall.json("sqs", "arn:aws:iam::000000000000:root", "A." + "t".repeat(1 << 20), "");
      var unused = journal.intercept(call, c -> AwsAnswer.json("{}"));
    }
    assertThat(journal.entries()).hasSizeBetween(10, 16);
  }

  @Test
  void anEntryTellsWhatBecameOfTheCall() {
    answered(new AwsAnswer(200, Map.of("x-amzn-requestid", "r-1"), new byte[0]));
    answered(new AwsAnswer(400, Map.of(), "{\"__type\":\"a.b#Refused\"}".getBytes(UTF_8)));
    answered(new AwsAnswer(403, Map.of("x-amzn-errortype", "Denied:http://x"), new byte[0]));
    answered(new AwsAnswer(400, Map.of(), "<E><Code>Bad</Code></E>".getBytes(UTF_8)));
    answered(new AwsAnswer(500, Map.of(), "?".getBytes(UTF_8)));
    assertThatThrownBy(
        () ->
            intercept(
                c -> {
                  throw new NoAnswerException("gone");
                }));

    assertThat(journal.entries())
        .extracting(entry -> entry.status() + " " + entry.error() + " " + entry.requestId())
        .containsExactly(
            "200  r-1", "400 Refused ", "403 Denied ", "400 Bad ", "500 Unknown ", "0 NoAnswer ");
    assertThat(journal.json(0, "")).contains("\"requestId\":\"r-1\"");
  }

  @Test
  void andWhatItMetOnItsWay() {
    intercept(
        c -> {
          CallNotes.denied("sqs:SendMessage");
          journalAnotherCall();
          return AwsAnswer.json("{}");
        });
    intercept(
        c -> {
          CallNotes.fault("rule-1");
          return AwsAnswer.json("{}");
        });

    assertThat(journal.entries())
        .extracting(entry -> entry.denied() + "/" + entry.fault())
        .containsExactly("sqs:SendMessage/", "/rule-2", "/rule-1");
  }

  private void journalAnotherCall() {
    intercept(
        c -> {
          CallNotes.fault("rule-2");
          return AwsAnswer.json("{}");
        });
  }

  private void answered(AwsAnswer answer) {
    intercept(c -> answer);
  }

  private void intercept(AwsService service) {
    var call = AwsCall.json("sqs", "arn:aws:iam::000000000000:root", "AmazonSQS.SendMessage", "");
    var unused = journal.intercept(call, service);
  }

  private void call(String work, String body) {
    var call =
        AwsCall.json("sqs", "arn:aws:iam::000000000000:root", "AmazonSQS.SendMessage", body)
            .by(Caller.of("somebody", () -> work));
    var unused = journal.intercept(call, c -> AwsAnswer.json("{}"));
  }
}

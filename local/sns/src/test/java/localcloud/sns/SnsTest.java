package localcloud.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:";
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:print";

  private final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  private Function<AwsCall, AwsAnswer> world = call -> AwsAnswer.json("{}");
  private final Sns sns =
      new Sns(
          "us-east-1",
          "000000000000",
          "http://local",
          call -> {
            calls.add(call);
            return world.apply(call);
          },
          Clock.fixed(Instant.parse("2026-01-02T03:04:05.006Z"), ZoneOffset.UTC),
          Duration.ofMillis(1));

  @AfterEach
  void close() {
    sns.close();
  }

  @Test
  void aQueueGetsTheEnvelopeThatSnsWrites() {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs");

    var answer =
        call(
            "Publish",
            "TopicArn",
            topic,
            "Subject",
            "Hi",
            "Message",
            "a \"text\" & more",
            "MessageAttributes.entry.1.Name",
            "kind",
            "MessageAttributes.entry.1.Value.DataType",
            "String",
            "MessageAttributes.entry.1.Value.StringValue",
            "news");

    var id = answer.replaceAll("(?s).*<MessageId>(.*)</MessageId>.*", "$1");
    var sent = sent(1).getFirst();
    assertThat(sent.principal()).isEqualTo("sns.amazonaws.com");
    assertThat(sent.caller().source()).isEqualTo(topic);
    assertThat(json(sent.text()).path("QueueUrl").asText())
        .isEqualTo("http://local/000000000000/jobs");
    assertThat(json(sent.text()).has("MessageAttributes")).isFalse();
    var body = json(sent.text()).path("MessageBody").asText();
    assertThat(body)
        .startsWith(
            """
            {
              "Type" : "Notification",
              "MessageId" : "%s",
              "TopicArn" : "%s",
              "Subject" : "Hi",
              "Message" : "a \\"text\\" & more",
              "Timestamp" : "2026-01-02T03:04:05.006Z",
              "SignatureVersion" : "1",
              "Signature" : "\
            """
                .formatted(id, topic));
    assertThat(json(body).path("MessageAttributes").toString())
        .isEqualTo("{\"kind\":{\"Type\":\"String\",\"Value\":\"news\"}}");
  }

  @Test
  void aRawMessageIsTheBodyAndItsAttributesAreTheMessages() {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs", "RawMessageDelivery", "true");

    call(
        "Publish",
        "TopicArn",
        topic,
        "Message",
        "plain",
        "MessageAttributes.entry.1.Name",
        "n",
        "MessageAttributes.entry.1.Value.DataType",
        "Number",
        "MessageAttributes.entry.1.Value.StringValue",
        "5");

    var request = json(sent(1).getFirst().text());
    assertThat(request.path("MessageBody").asText()).isEqualTo("plain");
    assertThat(request.path("MessageAttributes").toString())
        .isEqualTo("{\"n\":{\"DataType\":\"Number\",\"StringValue\":\"5\"}}");
  }

  @Test
  void aFunctionIsInvokedAsynchronouslyWithItsOwnForm() {
    var topic = topic("News");
    var subscription = subscribe(topic, "lambda", FUNCTION);

    call(
        "Publish",
        "TopicArn",
        topic,
        "MessageStructure",
        "json",
        "Message",
        "{\"default\":\"all\",\"lambda\":\"function's\"}");

    var sent = sent(1).getFirst();
    assertThat(sent.headers()).containsEntry("x-amz-invocation-type", "Event");
    var record = json(sent.text()).at("/Records/0");
    assertThat(record.path("EventSource").asText()).isEqualTo("aws:sns");
    assertThat(record.path("EventSubscriptionArn").asText()).isEqualTo(subscription);
    var content = record.path("Sns");
    assertThat(content.path("Message").asText()).isEqualTo("function's");
    assertThat(content.path("Subject").isNull()).isTrue();
    assertThat(content.propertyStream().map(Map.Entry::getKey))
        .containsExactly(
            "Type",
            "MessageId",
            "TopicArn",
            "Subject",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertUrl",
            "UnsubscribeUrl",
            "MessageAttributes");
  }

  /** The examples of the SNS guide, "Subscription filter policies". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"store\":[\"shop\"]}                              | MessageAttributes | true",
        "{\"store\":[\"other\"]}                             | MessageAttributes | false",
        "{\"store\":[{\"anything-but\":\"other\"}]}          | MessageAttributes | true",
        "{\"store\":[{\"prefix\":\"sh\"}],\"absent\":[{\"exists\":false}]} | MessageAttributes | true",
        "{\"interests\":[\"rugby\",\"football\"]}            | MessageAttributes | true",
        "{\"interests\":[\"hockey\"]}                        | MessageAttributes | false",
        "{\"price\":[{\"numeric\":[\">=\",100]}]}            | MessageAttributes | true",
        "{\"price\":[{\"numeric\":[\"<\",100]}]}             | MessageAttributes | false",
        "{\"order\":{\"total\":[{\"numeric\":[\">\",9]}]}}   | MessageBody       | true",
        "{\"order\":{\"total\":[9]}}                         | MessageBody       | false",
      })
  void aPolicyLetsThroughWhatTheSnsGuideSays(String policy, String scope, boolean delivered) {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "all");
    subscribe(topic, "sqs", QUEUE + "some", "FilterPolicy", policy, "FilterPolicyScope", scope);

    call(
        "Publish",
        "TopicArn",
        topic,
        "Message",
        "{\"order\":{\"total\":12}}",
        "MessageAttributes.entry.1.Name",
        "store",
        "MessageAttributes.entry.1.Value.DataType",
        "String",
        "MessageAttributes.entry.1.Value.StringValue",
        "shop",
        "MessageAttributes.entry.2.Name",
        "interests",
        "MessageAttributes.entry.2.Value.DataType",
        "String.Array",
        "MessageAttributes.entry.2.Value.StringValue",
        "[\"soccer\",\"rugby\"]",
        "MessageAttributes.entry.3.Name",
        "price",
        "MessageAttributes.entry.3.Value.DataType",
        "Number",
        "MessageAttributes.entry.3.Value.StringValue",
        "100.0");
    call("Publish", "TopicArn", topic, "Message", "no object");

    var expected = delivered ? 3 : 2;
    assertThat(sent(expected)).hasSize(expected);
  }

  @Test
  void whatARefusalOrAnEndlessFaultKeepsFromItsQueueGoesToTheDeadLetters() {
    var topic = topic("News");
    var dead = "{\"deadLetterTargetArn\":\"" + QUEUE + "dead\"}";
    subscribe(topic, "sqs", QUEUE + "jobs", "RedrivePolicy", dead);
    world = call -> call.text().contains("/jobs") ? refused(403) : AwsAnswer.json("{}");

    call("Publish", "TopicArn", topic, "Message", "m");

    assertThat(sent(2))
        .extracting(call -> json(call.text()).path("QueueUrl").asText())
        .containsExactly("http://local/000000000000/jobs", "http://local/000000000000/dead");
    assertThat(json(calls.getLast().text()).path("MessageBody").asText()).contains("Notification");
  }

  @Test
  void theDeadLetterOfAFunctionIsTheEnvelopeOfAQueue() {
    var topic = topic("News");
    var dead = "{\"deadLetterTargetArn\":\"" + QUEUE + "dead\"}";
    subscribe(topic, "lambda", FUNCTION, "RedrivePolicy", dead);
    world = call -> call.service().equals("lambda") ? refused(403) : AwsAnswer.json("{}");

    call("Publish", "TopicArn", topic, "Message", "m");

    var letter = json(json(sent(2).getLast().text()).path("MessageBody").asText());
    assertThat(letter.path("Type").asText()).isEqualTo("Notification");
    assertThat(letter.path("Message").asText()).isEqualTo("m");
    assertThat(letter.has("Records")).isFalse();
  }

  @Test
  void aFaultOfOneDeliveryDoesNotStopItsMessageGroup() {
    var topic = fifoTopic();
    subscribe(topic, "sqs", QUEUE + "jobs.fifo", "RawMessageDelivery", "true");
    world =
        call -> {
          if (call.text().contains("first")) {
            throw new AssertionError("a fault of this machine");
          }
          return AwsAnswer.json("{}");
        };

    for (var message : List.of("first", "second", "third")) {
      call("Publish", "TopicArn", topic, "Message", message, "MessageGroupId", "g");
    }

    assertThat(sent(3))
        .extracting(call -> json(call.text()).path("MessageBody").asText())
        .containsExactly("first", "second", "third");
  }

  @Test
  void deliveriesHaveTheOrderOfTheirSequenceWhoeverPublishes() throws InterruptedException {
    var topic = fifoTopic();
    subscribe(topic, "sqs", QUEUE + "jobs.fifo");
    var publishers = new ArrayList<Thread>();
    for (var n = 0; n < 8; n++) {
      var own = "m" + n + ".";
      publishers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (var i = 0; i < 50; i++) {
                      call("Publish", "TopicArn", topic, "Message", own + i, "MessageGroupId", "g");
                    }
                  }));
    }
    for (var publisher : publishers) {
      publisher.join();
    }

    assertThat(sent(400))
        .extracting(
            call ->
                json(json(call.text()).path("MessageBody").asText())
                    .path("SequenceNumber")
                    .asText())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void publishersAreThrottledWhileTooMuchWaitsForItsEndpoint() {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs");
    var open = new CompletableFuture<AwsAnswer>();
    world = call -> open.join();
    var large = "x".repeat(250_000);

    assertThatThrownBy(
            () -> {
              for (var n = 0; n < 1_000; n++) {
                call("Publish", "TopicArn", topic, "Message", large);
              }
            })
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code() + e.status()).isEqualTo("Throttled429"));
    open.complete(AwsAnswer.json("{}"));

    await()
        .ignoreExceptions()
        .until(() -> !call("Publish", "TopicArn", topic, "Message", "m").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void theEnvelopeHasTheTopicsSignatureVersion(String version) {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs");
    setSignatureVersion(topic, version);

    call("Publish", "TopicArn", topic, "Message", "m");

    var body = json(json(sent(1).getFirst().text()).path("MessageBody").asText());
    assertThat(body.path("SignatureVersion").asText()).isEqualTo(version);
    assertThatThrownBy(() -> setSignatureVersion(topic, "3")).hasMessageContaining("1 or 2");
  }

  private void setSignatureVersion(String topic, String version) {
    call(
        "SetTopicAttributes",
        "TopicArn",
        topic,
        "AttributeName",
        "SignatureVersion",
        "AttributeValue",
        version);
  }

  @Test
  void aFaultThatPassesIsRetried() {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs");
    world = call -> calls.size() < 5 ? refused(500) : AwsAnswer.json("{}");

    call("Publish", "TopicArn", topic, "Message", "m");

    assertThat(sent(5)).hasSize(5);
  }

  @Test
  void aFifoTopicKeepsTheOrderAndTakesTheSameMessageOnce() {
    var arn = fifoTopic();
    subscribe(arn, "sqs", QUEUE + "jobs.fifo", "RawMessageDelivery", "true");

    var answers = new ArrayList<String>();
    for (var n = 0; n < 20; n++) {
      answers.add(call("Publish", "TopicArn", arn, "Message", "m" + n, "MessageGroupId", "g"));
    }
    var again = call("Publish", "TopicArn", arn, "Message", "m0", "MessageGroupId", "g");

    assertThat(element(again, "SequenceNumber"))
        .isEqualTo(element(answers.getFirst(), "SequenceNumber"))
        .hasSize(20);
    assertThat(sent(20))
        .extracting(call -> json(call.text()).path("MessageBody").asText())
        .isEqualTo(IntStream.range(0, 20).mapToObj(n -> "m" + n).toList());
    var request = json(calls.getFirst().text());
    assertThat(request.path("MessageGroupId").asText()).isEqualTo("g");
    assertThat(request.path("MessageDeduplicationId").asText()).hasSize(64);
  }

  @Test
  void aBatchTellsEachEntrysFate() {
    var topic = topic("News");
    subscribe(topic, "sqs", QUEUE + "jobs");

    var answer =
        call(
            "PublishBatch",
            "TopicArn",
            topic,
            "PublishBatchRequestEntries.member.1.Id",
            "a",
            "PublishBatchRequestEntries.member.1.Message",
            "one",
            "PublishBatchRequestEntries.member.2.Id",
            "b");

    assertThat(answer)
        .contains("<Successful><member><Id>a</Id><MessageId>")
        .contains("<Failed><member><Id>b</Id><Code>InvalidParameter</Code>");
  }

  @Test
  void aMailAddressWaitsForItsConfirmation() {
    var topic = topic("News");

    var answer = call("Subscribe", "TopicArn", topic, "Protocol", "email", "Endpoint", "a@b.c");

    assertThat(element(answer, "SubscriptionArn")).isEqualTo("pending confirmation");
    assertThat(call("ListSubscriptionsByTopic", "TopicArn", topic)).contains("PendingConfirmation");
    call("Publish", "TopicArn", topic, "Message", "m");
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Subscribe | Protocol | http   | Endpoint | http://a.b | only sqs and lambda",
        "Subscribe | Protocol | sqs    | Endpoint | jobs       | endpoint ARN",
        "Subscribe | Protocol | sqs    | Endpoint | arn:aws:sqs:us-east-1:0:a.fifo | FIFO SQS Queues can not be subscribed",
        "Publish   | Message  | x      | MessageStructure | json | JSON message body failed to parse",
        "Publish   | Subject  | s      | Other    | x          | no value",
        "AddPermission | A    | b      | C        | d          | does not answer AddPermission",
      })
  void refusesWhatSnsOrThisMachineRefuses(
      String action, String name, String value, String other, String otherValue, String message) {
    var topic = topic("News");

    assertThatThrownBy(() -> call(action, "TopicArn", topic, name, value, other, otherValue))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTopicThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> call("Publish", "TopicArn", "arn:aws:sns:a:b:c", "Message", "m"))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code() + e.status()).isEqualTo("NotFound404"));
  }

  private String fifoTopic() {
    var topic =
        call(
            "CreateTopic",
            "Name",
            "News.fifo",
            "Attributes.entry.1.key",
            "FifoTopic",
            "Attributes.entry.1.value",
            "true",
            "Attributes.entry.2.key",
            "ContentBasedDeduplication",
            "Attributes.entry.2.value",
            "true");
    return element(topic, "TopicArn");
  }

  private String topic(String name) {
    return element(call("CreateTopic", "Name", name), "TopicArn");
  }

  private String subscribe(String topic, String protocol, String endpoint, String... attributes) {
    var parameters =
        new ArrayList<>(List.of("TopicArn", topic, "Protocol", protocol, "Endpoint", endpoint));
    for (var i = 0; i < attributes.length; i += 2) {
      var entry = "Attributes.entry." + (i / 2 + 1);
      parameters.addAll(
          List.of(entry + ".key", attributes[i], entry + ".value", attributes[i + 1]));
    }
    return element(call("Subscribe", parameters.toArray(String[]::new)), "SubscriptionArn");
  }

  private String call(String action, String... parameters) {
    var form = new StringBuilder("Version=2010-03-31&Action=" + action);
    for (var i = 0; i < parameters.length; i += 2) {
      form.append('&').append(parameters[i]).append('=');
      form.append(URLEncoder.encode(parameters[i + 1], UTF_8));
    }
    var headers = new TreeMap<>(Map.of("content-type", "application/x-www-form-urlencoded"));
    var body = form.toString().getBytes(UTF_8);
    return sns.answer(new AwsCall("sns", "root", "POST", "/", headers, body)).text();
  }

  private List<AwsCall> sent(int count) {
    await().until(() -> calls.size() >= count);
    return calls;
  }

  private static AwsAnswer refused(int status) {
    return new AwsAnswer(status, Map.of(), "no".getBytes(UTF_8));
  }

  private static String element(String xml, String name) {
    return xml.replaceAll("(?s).*<" + name + ">(.*?)</" + name + ">.*", "$1");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Patient enough for a busy machine. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}

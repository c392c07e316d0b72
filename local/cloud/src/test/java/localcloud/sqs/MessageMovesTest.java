package localcloud.sqs;

import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.SampleCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters go back to where they came from. */
class MessageMovesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() {
    cloud = LocalCloud.start(SampleCloud.settings(folder));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "messageGroup"})
  void ofAFifoQueueAllComeBackInTheirGroupsOrder(String scope) {
    var queue = "fifo-" + scope + ".fifo";
    var dead = "dead-" + scope + ".fifo";
    createPair(queue, dead, ",'FifoQueue':'true','DeduplicationScope':'" + scope + "'");
    for (int i = 0; i < 9; i++) {
      call(
          "SendMessage",
          "{'QueueUrl':'%s','MessageBody':'m%d','MessageGroupId':'g%d','MessageDeduplicationId':'d%d','MessageAttributes':{'n':{'DataType':'Number','StringValue':'%d'}}}"
              .formatted(queue, i, i % 3, i, i));
    }
    bury(queue, dead, 9);

    start(dead, "");

    await()
        .untilAsserted(() -> assertThat(task(dead).path("Status").asText()).isEqualTo("COMPLETED"));
    assertThat(moved(task(dead))).isEqualTo(9);
    assertThat(count(dead)).isZero();
    var back = drain(queue, 9);
    for (int group = 0; group < 3; group++) {
      var name = "g" + group;
      assertThat(back.stream().filter(m -> attribute(m, "MessageGroupId").equals(name)))
          .extracting(message -> message.path("Body").asText())
          .containsExactly("m" + group, "m" + (group + 3), "m" + (group + 6));
    }
    assertThat(back)
        .allSatisfy(
            message -> {
              var number = message.path("Body").asText().substring(1);
              // ElasticMQ gives a dead letter an ID of its own.
              assertThat(attribute(message, "MessageDeduplicationId")).doesNotContain("~");
              assertThat(message.at("/MessageAttributes/n/StringValue").asText()).isEqualTo(number);
            });
  }

  /** A standard queue with groups is a fair one. */
  @Test
  void ofAStandardQueueAllComeBack() {
    createPair("source", "dead", "");
    for (int i = 0; i < 5; i++) {
      var message = "{'QueueUrl':'source','MessageBody':'m%d','MessageGroupId':'acme'}";
      assertThat(call("SendMessage", message.formatted(i)).has("MessageId")).isTrue();
    }
    bury("source", "dead", 5);
    start("dead", "");
    assertThat(drain("source", 5))
        .allSatisfy(message -> assertThat(attribute(message, "MessageGroupId")).isEqualTo("acme"))
        .extracting(message -> message.path("Body").asText())
        .containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void canGoElsewhereSlowlyAndBeStopped() {
    createPair("slow-source", "slow-dead", "");
    call("CreateQueue", "{'QueueName':'elsewhere'}");
    var messages = 40; // so that the move is under way for as many seconds
    for (int i = 0; i < messages; i++) {
      call("SendMessage", "{'QueueUrl':'slow-source','MessageBody':'m" + i + "'}");
    }
    bury("slow-source", "slow-dead", messages);
    var handle =
        start("slow-dead", ",'DestinationArn':'ARN:elsewhere','MaxNumberOfMessagesPerSecond':1");

    var again = call("StartMessageMoveTask", "{'SourceArn':'ARN:slow-dead'}");
    assertThat(again.path("message").asText()).contains("already a task running");
    assertThat(task("slow-dead").path("TaskHandle").asText()).isEqualTo(handle);
    assertThat(drain("elsewhere", 1)).hasSize(1);
    // A message arrives before its move is counted.
    await().until(() -> moved(task("slow-dead")) >= 1);
    var cancel = "{'TaskHandle':'" + handle + "'}";
    assertThat(moved(call("CancelMessageMoveTask", cancel))).isPositive();
    // A task that is over cannot be cancelled again.
    assertThat(call("CancelMessageMoveTask", cancel).path("__type").asText())
        .endsWith("ResourceNotFoundException");
    assertThat(task("slow-dead").path("Status").asText()).isEqualTo("CANCELLED");
    assertThat(task("slow-dead").path("ApproximateNumberOfMessagesToMove").asInt())
        .isEqualTo(messages);
    assertThat(count("slow-source")).isZero();
  }

  @Test
  void theQueryProtocolDoesTheSame() {
    createPair("q-source", "q-dead", "");
    call("SendMessage", "{'QueueUrl':'q-source','MessageBody':'m'}");
    bury("q-source", "q-dead", 1);
    var arn = "SourceArn=arn:aws:sqs:us-east-1:000000000000:q-dead";
    assertThat(
            SampleCloud.query(cloud, "/", "Action=StartMessageMoveTask&Version=2012-11-05&" + arn)
                .body())
        .contains("<StartMessageMoveTaskResult><TaskHandle>");
    assertThat(drain("q-source", 1)).hasSize(1);
    // The message arrives before the task is over.
    await()
        .untilAsserted(
            () ->
                assertThat(
                        SampleCloud.query(
                                cloud, "/", "Action=ListMessageMoveTasks&Version=2012-11-05&" + arn)
                            .body())
                    .contains("<Status>COMPLETED</Status>"));
  }

  private static void createPair(String queue, String dead, String attributes) {
    var fifo = dead.endsWith(".fifo") ? ",'Attributes':{'FifoQueue':'true'}" : "";
    call("CreateQueue", "{'QueueName':'" + dead + "'" + fifo + "}");
    call(
        "CreateQueue",
        "{'QueueName':'%s','Attributes':{'RedrivePolicy':'{\\\"deadLetterTargetArn\\\":\\\"ARN:%s\\\",\\\"maxReceiveCount\\\":1}'%s}}"
            .formatted(queue, dead, attributes));
  }

  /** Receives until each message was received too often. */
  private static void bury(String queue, String dead, int messages) {
    await()
        .until(
            () -> {
              call(
                  "ReceiveMessage",
                  "{'QueueUrl':'" + queue + "','VisibilityTimeout':0,'MaxNumberOfMessages':10}");
              return count(dead) == messages;
            });
  }

  private static String start(String dead, String more) {
    var answer = call("StartMessageMoveTask", "{'SourceArn':'ARN:" + dead + "'" + more + "}");
    assertThat(answer.has("TaskHandle")).as(answer.toString()).isTrue();
    return answer.path("TaskHandle").asText();
  }

  private static JsonNode task(String dead) {
    return call("ListMessageMoveTasks", "{'SourceArn':'ARN:" + dead + "'}").path("Results").path(0);
  }

  private static int moved(JsonNode task) {
    return task.path("ApproximateNumberOfMessagesMoved").asInt();
  }

  private static int count(String queue) {
    return call(
            "GetQueueAttributes",
            "{'QueueUrl':'" + queue + "','AttributeNames':['ApproximateNumberOfMessages']}")
        .at("/Attributes/ApproximateNumberOfMessages")
        .asInt();
  }

  /** Takes so many messages; what more there are stay in the queue. */
  private static List<JsonNode> drain(String queue, int messages) {
    var receive =
        "{'QueueUrl':'%s','MaxNumberOfMessages':%d,'WaitTimeSeconds':1,'AttributeNames':['All'],'MessageAttributeNames':['All']}";
    var all = new ArrayList<JsonNode>();
    await()
        .until(
            () -> {
              for (var message :
                  call("ReceiveMessage", receive.formatted(queue, messages - all.size()))
                      .path("Messages")) {
                all.add(message);
                call(
                    "DeleteMessage",
                    "{'QueueUrl':'%s','ReceiptHandle':'%s'}"
                        .formatted(queue, message.path("ReceiptHandle").asText()));
              }
              return all.size() == messages;
            });
    return all;
  }

  private static String attribute(JsonNode message, String name) {
    return message.path("Attributes").path(name).asText();
  }

  private static JsonNode call(String operation, String request) {
    var whole =
        request
            .replace("ARN:", "arn:aws:sqs:us-east-1:000000000000:")
            .replaceAll("'QueueUrl':'", "'QueueUrl':'" + cloud.endpointUrl() + "/000000000000/");
    try {
      return JSON.readTree(SampleCloud.sqs(cloud, operation, whole).body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

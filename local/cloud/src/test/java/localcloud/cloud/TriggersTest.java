package localcloud.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What starts functions and workflows by itself, each as a template writes it, end to end. */
class TriggersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> FUNCTIONS =
      List.of("Notified", "Worker", "Nightly", "Follower");

  @TempDir static Path folder;
  private static LocalCloud cloud;

  /** What was reported and not looked at yet. */
  private static final List<String> reports = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    var handler = "com/example/sample/ReportHandler.class";
    for (var function : FUNCTIONS) {
      var copy = folder.resolve(function).resolve(handler);
      Files.createDirectories(copy.getParent());
      Files.copy(resource("/" + handler), copy);
    }
    cloud = LocalCloud.start(LocalCloudSettings.of(resource("/triggers/template.yaml"), folder));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void aTopicSendsToTheQueuesAndFunctionsWhoseFiltersMatch() {
    publish("{\"total\":12}", "order");
    publish("{\"total\":2}", "queued");

    var event = json(report("notified|", "aws:sns"));
    assertThat(event.at("/Records/0/Sns/Message").asText()).isEqualTo("{\"total\":12}");
    assertThat(event.at("/Records/0/Sns/MessageAttributes/kind/Value").asText()).isEqualTo("order");
    var queued = json(report("notified|", "aws:sqs")).at("/Records/0/body").asText();
    assertThat(json(queued).path("Type").asText()).isEqualTo("Notification");
    assertThat(json(queued).path("Message").asText()).isEqualTo("{\"total\":2}");
    assertThat(received("ReadersUrl")).containsExactly("{\"total\":12}");
  }

  @Test
  void whatTheQueuesPolicyRefusesIsADeadLetterOfTheSubscription() {
    publish("refused by the policy", "other");

    assertThat(report("", "refused by the policy")).isEqualTo("refused by the policy");
  }

  @Test
  void aQueuesFilterLetsThroughWhatItMatchesAndDeletesTheRest() {
    send("JobsUrl", "{\"kind\":\"unwanted\"}");
    send("JobsUrl", "{\"kind\":\"wanted\"}");

    var event = json(report("worker|", "wanted"));
    assertThat(event.path("Records").findValuesAsText("body"))
        .containsExactly("{\"kind\":\"wanted\"}");
    await().atMost(PATIENCE).until(() -> left("JobsUrl").equals("0/0"));
  }

  @Test
  void aTablesChangesComeInTheirOrderAndWithoutWhatChangesNothing() {
    put("{'id':{'S':'a'},'n':{'N':'1'}}");
    put("{'id':{'S':'a'},'n':{'N':'1'}}");
    put("{'id':{'S':'b'},'hidden':{'BOOL':true}}");
    put("{'id':{'S':'a'},'n':{'N':'2'}}");
    SampleCloud.dynamo(cloud, "DeleteItem", "{'TableName':'TABLE','Key':{'id':{'S':'a'}}}");

    var records = new ArrayList<JsonNode>();
    while (records.size() < 3) {
      json(report("follower|", "\"a\"")).path("Records").forEach(records::add);
    }

    assertThat(records)
        .extracting(record -> record.path("eventName").asText())
        .containsExactly("INSERT", "MODIFY", "REMOVE");
    assertThat(records.get(1).at("/dynamodb/OldImage/n/N").asText()).isEqualTo("1");
    assertThat(records.get(1).at("/dynamodb/NewImage/n/N").asText()).isEqualTo("2");
    assertThat(records.getFirst().path("eventSourceARN").asText())
        .isEqualTo(cloud.output("StreamArn"));
    assertThat(records.getFirst().path("awsRegion").asText()).isEqualTo("us-east-1");
  }

  @Test
  void aRecordThatFailsTooOftenIsReportedAndTheNextOnesGoOn() {
    put("{'id':{'S':'asked to fail'}}");
    put("{'id':{'S':'after it'}}");

    var failureRecord = json(report("", "RetryAttemptsExhausted"));
    assertThat(failureRecord.at("/requestContext/condition").asText())
        .isEqualTo("RetryAttemptsExhausted");
    assertThat(failureRecord.at("/DDBStreamBatchInfo/streamArn").asText())
        .isEqualTo(cloud.output("StreamArn"));
    assertThat(report("follower|", "after it")).isNotEmpty();
  }

  @Test
  void aMappingIsListedAndSwitchedOffAndOn() {
    var path = "/2015-03-31/event-source-mappings/";
    var id = cloud.output("MappingId");
    var mapping = lambda("GET", path + "?FunctionName=local-Worker", "");
    assertThat(mapping.at("/EventSourceMappings/0/UUID").asText()).isEqualTo(id);
    assertThat(mapping.at("/EventSourceMappings/0/State").asText()).isEqualTo("Enabled");

    lambda("PUT", path + id, "{\"Enabled\":false}");
    send("JobsUrl", "ends the poll that is under way");
    await().atMost(PATIENCE).until(() -> state(path + id).equals("Disabled"));
    // A poll that ended by itself has left that message there.
    var before = left("JobsUrl");
    assertThat(before).isIn("0/0", "1/0");
    send("JobsUrl", "{\"kind\":\"wanted\",\"n\":\"later\"}");
    assertThat(left("JobsUrl")).isEqualTo(before.equals("0/0") ? "1/0" : "2/0");
    lambda("PUT", path + id, "{\"Enabled\":true}");

    assertThat(report("worker|", "later")).isNotEmpty();
    assertThat(state(path + id)).isEqualTo("Enabled");
  }

  private static String state(String mapping) {
    return lambda("GET", mapping, "").path("State").asText();
  }

  private static JsonNode lambda(String method, String path, String body) {
    var call =
        new AwsCall(
            "lambda",
            "arn:aws:iam::000000000000:root",
            method,
            path,
            Map.of("content-type", "application/json"),
            body.getBytes(UTF_8));
    return json(cloud.aws().answer(call).text());
  }

  private static void put(String item) {
    var request = "{'TableName':'TABLE','Item':" + item + "}";
    assertThat(SampleCloud.dynamo(cloud, "PutItem", request).statusCode()).isEqualTo(200);
  }

  @Test
  void schedulesRunInTheirTimeZoneWithTheirInput() {
    cloud.runSchedules(Instant.parse("2029-07-01T01:00:00Z"));

    var input = json(report("nightly|", "run"));
    assertThat(input.path("run").asText()).endsWith("Z");

    cloud.runSchedules(Instant.parse("2030-01-01T00:00:00Z"));

    assertThat(report("weekly|", "week")).isEqualTo("weekly|{\"week\":1}");
    assertThat(report("", "workflow")).isEqualTo("{\"from\":\"workflow\"}");
    assertThat(report("caught|", "")).isEqualTo("caught|");
  }

  @Test
  void aScheduleRunsOnDemand() {
    cloud.runSchedule("NightlyNight");

    assertThat(report("nightly|", "run")).isNotEmpty();
  }

  private static void publish(String message, String kind) {
    var form =
        "Action=Publish&Version=2010-03-31&TopicArn=%s&Message=%s"
            .formatted(cloud.output("NewsArn"), URLEncoder.encode(message, UTF_8));
    var attribute = "&MessageAttributes.entry.1.Name=kind&MessageAttributes.entry.1.Value.";
    var answer =
        SampleCloud.query(
            cloud, "/", form + attribute + "DataType=String" + attribute + "StringValue=" + kind);
    assertThat(answer.body()).contains("<MessageId>");
  }

  private static void send(String queue, String body) {
    var request = JSON.createObjectNode().put("QueueUrl", cloud.output(queue));
    var answer =
        SampleCloud.json(
            cloud, "sqs", "AmazonSQS.SendMessage", request.put("MessageBody", body).toString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** Waits for a report with this label whose event has this text, and takes it out. */
  private static String report(String label, String text) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (matching(label, text).findAny().isEmpty() && System.nanoTime() < end) {
      reports.addAll(received("ReportsUrl"));
    }
    assertThat(reports).anyMatch(one -> one.startsWith(label) && one.contains(text));
    var report = matching(label, text).findFirst().orElseThrow();
    reports.remove(report);
    return report;
  }

  private static Stream<String> matching(String label, String text) {
    return reports.stream().filter(one -> one.startsWith(label) && one.contains(text));
  }

  /** All messages that are there now; they are deleted. */
  private static List<String> received(String queue) {
    var url = cloud.output(queue);
    var receive = "{'QueueUrl':'" + url + "','MaxNumberOfMessages':10,'WaitTimeSeconds':1}";
    var bodies = new ArrayList<String>();
    for (var message :
        json(SampleCloud.sqs(cloud, "ReceiveMessage", receive).body()).path("Messages")) {
      bodies.add(message.path("Body").asText());
      var handle = message.path("ReceiptHandle").asText();
      var delete = "{'QueueUrl':'" + url + "','ReceiptHandle':'" + handle + "'}";
      SampleCloud.sqs(cloud, "DeleteMessage", delete);
    }
    return bodies;
  }

  /** How many messages wait, and how many are in flight. */
  private static String left(String queue) {
    var request = "{'QueueUrl':'" + cloud.output(queue) + "','AttributeNames':['All']}";
    var attributes = json(SampleCloud.sqs(cloud, "GetQueueAttributes", request).body());
    return attributes.at("/Attributes/ApproximateNumberOfMessages").asText()
        + "/"
        + attributes.at("/Attributes/ApproximateNumberOfMessagesNotVisible").asText();
  }

  private static JsonNode json(String report) {
    try {
      return JSON.readTree(report.replaceFirst("^[a-z]+\\|", ""));
    } catch (IOException e) {
      throw new AssertionError(report, e);
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(TriggersTest.class.getResource(name).toURI());
  }
}

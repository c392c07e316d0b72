package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that SQS refuses, in both of its protocols, with the codes that AWS was recorded to
 * answer (tests of LocalStack and of the emulator pail) or that its API reference names.
 */
class SqsErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "AWS.SimpleQueueService.";

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() {
    cloud = LocalCloud.start(SampleCloud.settings(folder));
    call("CreateQueue", "{'QueueName':'small','Attributes':{'MaximumMessageSize':'1024'}}");
    call("CreateQueue", "{'QueueName':'strict.fifo','Attributes':{'FifoQueue':'true'}}");
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  private record Case(String operation, String request, String code) {
    @Override
    public String toString() {
      var shown = request.length() > 90 ? request.substring(0, 90) + "..." : request;
      return operation + " " + shown + " -> " + code;
    }
  }

  private static Case refused(String operation, String request, String code) {
    return new Case(operation, request, code);
  }

  static Stream<Case> refusals() {
    var value = "InvalidParameterValue";
    var missing = "MissingParameter";
    var attribute = "InvalidAttributeValue";
    var eleven = entries(11, "{'Id':'i%d','MessageBody':'m'}");
    return Stream.of(
        refused("SendMessage", "{'QueueUrl':'plain'}", missing),
        refused("SendMessage", "{'QueueUrl':'plain','MessageBody':''}", missing),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'a\\u0001b'}",
            "InvalidMessageContents"),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'a\\uffffb'}",
            "InvalidMessageContents"),
        refused(
            "SendMessage", "{'QueueUrl':'small','MessageBody':'" + "m".repeat(2000) + "'}", value),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'" + "m".repeat(1_048_577) + "'}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'small','MessageBody':'"
                + "m".repeat(1000)
                + "','MessageAttributes':{'long':{'DataType':'String','StringValue':'"
                + "v".repeat(100)
                + "'}}}",
            value),
        refused("SendMessage", "{'QueueUrl':'plain','MessageBody':'m','DelaySeconds':901}", value),
        refused("SendMessage", "{'QueueUrl':'plain','MessageBody':'m','DelaySeconds':-1}", value),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'m','MessageDeduplicationId':'d'}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'m','MessageAttributes':{'a':{'DataType':'String','StringValue':''}}}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'m','MessageAttributes':{'a':{'DataType':'Odd','StringValue':'v'}}}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'plain','MessageBody':'m','MessageAttributes':{" + attributes(11) + "}}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageDeduplicationId':'d'}",
            missing),
        refused(
            "SendMessage",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageGroupId':'g'}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageGroupId':'a b','MessageDeduplicationId':'d'}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageGroupId':'g','MessageDeduplicationId':'"
                + "d".repeat(129)
                + "'}",
            value),
        refused(
            "SendMessage",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageGroupId':'g','MessageDeduplicationId':'d','DelaySeconds':1}",
            value),
        refused(
            "SendMessage", "{'QueueUrl':'nowhere','MessageBody':'m'}", BATCH + "NonExistentQueue"),
        refused("ReceiveMessage", "{'QueueUrl':'plain','MaxNumberOfMessages':11}", value),
        refused("ReceiveMessage", "{'QueueUrl':'plain','MaxNumberOfMessages':0}", value),
        refused("ReceiveMessage", "{'QueueUrl':'plain','WaitTimeSeconds':21}", value),
        refused("ReceiveMessage", "{'QueueUrl':'plain','VisibilityTimeout':43201}", value),
        refused("ReceiveMessage", "{'QueueUrl':'nowhere'}", BATCH + "NonExistentQueue"),
        refused(
            "ChangeMessageVisibility",
            "{'QueueUrl':'plain','ReceiptHandle':'r','VisibilityTimeout':43201}",
            value),
        refused("ChangeMessageVisibility", "{'QueueUrl':'plain','ReceiptHandle':'r'}", missing),
        refused("ChangeMessageVisibility", "{'QueueUrl':'plain','VisibilityTimeout':1}", missing),
        refused("DeleteMessage", "{'QueueUrl':'plain'}", missing),
        refused(
            "DeleteMessage",
            "{'QueueUrl':'plain','ReceiptHandle':'nonsense'}",
            "ReceiptHandleIsInvalid"),
        refused(
            "SendMessageBatch", "{'QueueUrl':'plain','Entries':[]}", BATCH + "EmptyBatchRequest"),
        refused("SendMessageBatch", "{'QueueUrl':'plain'}", BATCH + "EmptyBatchRequest"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':[" + eleven + "]}",
            BATCH + "TooManyEntriesInBatchRequest"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':[{'Id':'a b','MessageBody':'m'}]}",
            BATCH + "InvalidBatchEntryId"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':[{'Id':'','MessageBody':'m'}]}",
            BATCH + "InvalidBatchEntryId"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':[{'Id':'" + "i".repeat(81) + "','MessageBody':'m'}]}",
            BATCH + "InvalidBatchEntryId"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':[{'Id':'a','MessageBody':'m'},{'Id':'a','MessageBody':'n'}]}",
            BATCH + "BatchEntryIdsNotDistinct"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'plain','Entries':["
                + entries(2, "{'Id':'i%d','MessageBody':'" + "m".repeat(600_000) + "'}")
                + "]}",
            BATCH + "BatchRequestTooLong"),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'strict.fifo','Entries':[{'Id':'a','MessageBody':'m','MessageDeduplicationId':'d'}]}",
            value),
        refused(
            "SendMessageBatch",
            "{'QueueUrl':'strict.fifo','Entries':[{'Id':'a','MessageBody':'m','MessageGroupId':'g'}]}",
            value),
        refused(
            "DeleteMessageBatch", "{'QueueUrl':'plain','Entries':[]}", BATCH + "EmptyBatchRequest"),
        refused(
            "DeleteMessageBatch",
            "{'QueueUrl':'plain','Entries':[{'Id':'a:b','ReceiptHandle':'r'}]}",
            BATCH + "InvalidBatchEntryId"),
        refused(
            "DeleteMessageBatch",
            "{'QueueUrl':'plain','Entries':["
                + entries(11, "{'Id':'i%d','ReceiptHandle':'r'}")
                + "]}",
            BATCH + "TooManyEntriesInBatchRequest"),
        refused(
            "ChangeMessageVisibilityBatch",
            "{'QueueUrl':'plain','Entries':[]}",
            BATCH + "EmptyBatchRequest"),
        refused("CreateQueue", "{'QueueName':'a b'}", value),
        refused("CreateQueue", "{'QueueName':'" + "q".repeat(81) + "'}", value),
        refused(
            "CreateQueue",
            "{'QueueName':'new','Attributes':{'VisibilityTimeout':'43201'}}",
            attribute),
        refused(
            "CreateQueue",
            "{'QueueName':'new','Attributes':{'MaximumMessageSize':'1023'}}",
            attribute),
        refused(
            "CreateQueue", "{'QueueName':'new','Attributes':{'DelaySeconds':'901'}}", attribute),
        refused(
            "CreateQueue",
            "{'QueueName':'new','Attributes':{'ReceiveMessageWaitTimeSeconds':'21'}}",
            attribute),
        refused(
            "CreateQueue",
            "{'QueueName':'new','Attributes':{'MessageRetentionPeriod':'59'}}",
            attribute),
        refused(
            "SetQueueAttributes",
            "{'QueueUrl':'plain','Attributes':{'VisibilityTimeout':'-1'}}",
            attribute),
        refused("StartMessageMoveTask", "{}", missing),
        refused("StartMessageMoveTask", "{'SourceArn':'nonsense'}", value),
        refused("StartMessageMoveTask", "{'SourceArn':'ARN:small'}", value),
        refused("StartMessageMoveTask", "{'SourceArn':'ARN:nowhere'}", "ResourceNotFoundException"),
        refused(
            "StartMessageMoveTask",
            "{'SourceArn':'ARN:local-DeadNotes.fifo','DestinationArn':'ARN:nowhere'}",
            "ResourceNotFoundException"),
        refused(
            "StartMessageMoveTask",
            "{'SourceArn':'ARN:local-DeadNotes.fifo','MaxNumberOfMessagesPerSecond':501}",
            value),
        refused("CancelMessageMoveTask", "{'TaskHandle':'nonsense'}", value));
  }

  private static String entries(int count, String entry) {
    return IntStream.range(0, count).mapToObj(entry::formatted).collect(Collectors.joining(","));
  }

  private static String attributes(int count) {
    return IntStream.range(0, count)
        .mapToObj("'a%d':{'DataType':'String','StringValue':'v'}"::formatted)
        .collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void isRefusedInTheJsonProtocol(Case refused) throws Exception {
    var answer = call(refused.operation(), refused.request());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
    assertThat(answer.headers().firstValue("x-amzn-query-error"))
        .as(answer.body())
        .hasValue(refused.code() + ";Sender");
    assertThat(JSON.readTree(answer.body()).path("__type").asText()).contains("#");
    assertThat(JSON.readTree(answer.body()).path("message").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void isRefusedInTheQueryProtocol(Case refused) throws Exception {
    var answer = SampleCloud.query(cloud, "/", form(refused.operation(), refused.request()));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
    assertThat(answer.body()).contains("<Code>" + refused.code() + "</Code>", "<Message>");
  }

  /** The names of the JSON protocol's shapes are others than the codes. */
  @Test
  void theShapesAreThoseOfAws() {
    assertThat(call("SendMessage", "{'QueueUrl':'plain'}").body())
        .contains("com.amazon.coral.service#MissingRequiredParameterException");
    assertThat(call("ReceiveMessage", "{'QueueUrl':'plain','WaitTimeSeconds':21}").body())
        .contains("com.amazon.coral.service#InvalidParameterValueException");
    assertThat(call("SendMessageBatch", "{'QueueUrl':'plain'}").body())
        .contains("com.amazonaws.sqs#EmptyBatchRequest");
    assertThat(call("ReceiveMessage", "{'QueueUrl':'nowhere'}").body())
        .contains("com.amazonaws.sqs#QueueDoesNotExist");
  }

  @Test
  void oneEntryOfABatchFailsAndTheOthersGoOn() throws Exception {
    var request =
        "{'QueueUrl':'small','Entries':[{'Id':'good','MessageBody':'m'},{'Id':'bad','MessageBody':'a\\u0001b'},{'Id':'long','MessageBody':'"
            + "m".repeat(1025)
            + "'}]}";
    var json = JSON.readTree(call("SendMessageBatch", request).body());
    assertThat(json.path("Successful").findValuesAsText("Id")).containsExactly("good");
    assertThat(json.path("Failed").findValuesAsText("Id")).containsExactly("bad", "long");
    assertThat(json.path("Failed").findValuesAsText("Code"))
        .containsExactly("InvalidMessageContents", "InvalidParameterValue");

    var xml = SampleCloud.query(cloud, "/", form("SendMessageBatch", request));
    assertThat(xml.statusCode()).isEqualTo(200);
    assertThat(xml.body())
        .contains("<SendMessageBatchResultEntry><Id>good</Id>", "<MessageId>")
        .contains("<BatchResultErrorEntry><Id>bad</Id><Code>InvalidMessageContents</Code>");
    assertThat(call("ReceiveMessage", "{'QueueUrl':'small','MaxNumberOfMessages':10}").body())
        .contains("\"m\"");
  }

  @Test
  void whatIsAllowedStillPasses() {
    for (var request :
        List.of(
            "{'QueueUrl':'small','MessageBody':'" + "m".repeat(1024) + "'}",
            "{'QueueUrl':'plain','MessageBody':'a\\tb\\r\\nc\\u00e4\\ud83d\\ude00','DelaySeconds':0}",
            "{'QueueUrl':'plain','MessageBody':'m','MessageGroupId':'fair'}",
            "{'QueueUrl':'plain','MessageBody':'m','MessageAttributes':{" + attributes(10) + "}}",
            "{'QueueUrl':'strict.fifo','MessageBody':'m','MessageGroupId':'g','MessageDeduplicationId':'d'}")) {
      assertThat(call("SendMessage", request).statusCode()).as(request).isEqualTo(200);
    }
    assertThat(
            call("ReceiveMessage", "{'QueueUrl':'strict.fifo','VisibilityTimeout':43200}").body())
        .contains("\"m\"");
  }

  /** Short names become URLs and ARNs of the account. */
  private static String whole(String request) {
    return request
        .replace('\'', '"')
        .replace("\"plain\"", "\"local-Plain\"")
        .replaceAll(
            "\"QueueUrl\":\"([^\"]+)\"",
            "\"QueueUrl\":\"" + cloud.endpointUrl() + "/000000000000/$1\"")
        .replace("ARN:", "arn:aws:sqs:us-east-1:000000000000:");
  }

  private static HttpResponse<String> call(String operation, String request) {
    return SampleCloud.json(cloud, "sqs", "AmazonSQS." + operation, whole(request));
  }

  /** The same request as the Query protocol's numbered parameters. */
  private static String form(String operation, String request) throws Exception {
    var form = new StringJoiner("&").add("Action=" + operation).add("Version=2012-11-05");
    var body = JSON.readTree(whole(request));
    put(form, "", body);
    var number = 0;
    for (var entry : body.path("Entries")) {
      put(form, operation + "RequestEntry." + ++number + ".", entry);
    }
    return form.toString();
  }

  private static void put(StringJoiner form, String prefix, JsonNode fields) {
    for (var field : fields.properties()) {
      if (field.getValue().isValueNode()) {
        add(form, prefix + field.getKey(), field.getValue().asText());
      } else if (field.getValue().isObject()) {
        var name = prefix + field.getKey().replaceFirst("s$", "") + ".";
        var number = 0;
        for (var member : field.getValue().properties()) {
          number++;
          add(form, name + number + ".Name", member.getKey());
          if (member.getValue().isValueNode()) {
            add(form, name + number + ".Value", member.getValue().asText());
          } else {
            put(form, name + number + ".Value.", member.getValue());
          }
        }
      }
    }
  }

  private static void add(StringJoiner form, String name, String value) {
    form.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}

package localcloud.cloud;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static localcloud.cloud.SampleCloud.await;
import static localcloud.cloud.SampleCloud.dynamo;
import static localcloud.cloud.SampleCloud.json;
import static localcloud.cloud.SampleCloud.query;
import static localcloud.cloud.SampleCloud.sqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import localcloud.observe.CallCount;
import localcloud.observe.JournalEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCloudTest {
  @TempDir static Path folder;
  private static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();
  private static LocalCloud cloud;

  @BeforeAll
  static void start() {
    cloud =
        LocalCloud.start(
            SampleCloud.settings(folder)
                .withEvents(
                    (publisher, event) ->
                        EVENTS.add(publisher + " " + event.path("detail-type").asText())));
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @BeforeEach
  void countFromZero() {
    cloud.calls().reset();
  }

  @Test
  void aQueueUrlLeadsToTheEndpoint() {
    assertThat(cloud.output("NotesUrl"))
        .isEqualTo(cloud.endpointUrl() + "/000000000000/local-Notes.fifo");
    assertThat(sqs(cloud, "GetQueueUrl", "{'QueueName':'local-Notes.fifo'}").body())
        .contains(cloud.output("NotesUrl"));
  }

  @Test
  void aQueueTakesMessagesInTheQueryProtocolAtItsOwnPathAndAtTheRoot() {
    var path = URI.create(cloud.output("PlainUrl")).getPath();
    var sent = query(cloud, path, "Action=SendMessage&MessageBody=one&Version=2012-11-05");
    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.body()).contains("<SendMessageResponse").contains("<MessageId>");
    var byUrl =
        query(
            cloud,
            "/",
            "Action=SendMessage&MessageBody=two&Version=2012-11-05&QueueUrl="
                + cloud.output("PlainUrl"));
    assertThat(byUrl.statusCode()).isEqualTo(200);
  }

  @Test
  void anUnknownQueueHasTheErrorCodeOfBothProtocols() {
    var answer = sqs(cloud, "GetQueueUrl", "{'QueueName':'nobody'}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("#QueueDoesNotExist");
    assertThat(answer.headers().firstValue("x-amzn-query-error"))
        .hasValue("AWS.SimpleQueueService.NonExistentQueue;Sender");
  }

  @Test
  void theSameBodyInOneGroupIsOneMessageWhateverItsAttributes() {
    var first = send("NotesUrl", "same", "g1", "1");
    var second = send("NotesUrl", "same", "g1", "2");
    assertThat(messageId(second)).isEqualTo(messageId(first));
  }

  @Test
  void theSameBodyInTwoGroupsIsOneMessageOnlyWhereTheQueueDeduplicatesAsAWhole() {
    assertThat(messageId(send("NotesUrl", "both", "g1", "1")))
        .isEqualTo(messageId(send("NotesUrl", "both", "g2", "1")));
    assertThat(messageId(send("GroupNotesUrl", "both", "g1", "1")))
        .isNotEqualTo(messageId(send("GroupNotesUrl", "both", "g2", "1")));
  }

  @Test
  void theGroupsMarkIsHiddenAndWorksInTheQueryProtocolToo() {
    var path = URI.create(cloud.output("GroupNotesUrl")).getPath();
    var send = "Action=SendMessage&Version=2012-11-05&MessageBody=q&MessageGroupId=";
    var first = query(cloud, path, send + "h1").body();
    assertThat(query(cloud, path, send + "h1").body()).contains(xmlMessageId(first));
    var other = query(cloud, path, send + "h2&MessageDeduplicationId=mine").body();
    assertThat(other).doesNotContain(xmlMessageId(first));
    var received =
        sqs(
            cloud,
            "ReceiveMessage",
            "{'QueueUrl':'"
                + cloud.output("GroupNotesUrl")
                + "','MaxNumberOfMessages':10,'AttributeNames':['All']}");
    assertThat(received.body()).contains("\"MessageDeduplicationId\":\"mine\"").doesNotContain("~");
  }

  private static String xmlMessageId(String answer) {
    return answer.replaceAll("(?s).*<MessageId>([^<]+)<.*", "$1");
  }

  private static String send(String queue, String body, String group, String attribute) {
    return sqs(
            cloud,
            "SendMessage",
            """
            {'QueueUrl':'%s','MessageBody':'%s','MessageGroupId':'%s',
             'MessageAttributes':{'r':{'DataType':'String','StringValue':'%s'}}}"""
                .formatted(cloud.output(queue), body, group, attribute))
        .body();
  }

  private static String messageId(String answer) {
    return answer.replaceAll(".*\"MessageId\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void aMessageGoesToTheDeadLetterQueueAfterItsReceives() {
    var queue = cloud.output("NotesUrl");
    send("NotesUrl", "poison", "dead", "1");
    for (var i = 0; i < 3; i++) {
      sqs(
          cloud,
          "ReceiveMessage",
          "{'QueueUrl':'" + queue + "','MaxNumberOfMessages':10,'VisibilityTimeout':0}");
    }
    var dead = queue.replace("local-Notes", "local-DeadNotes");
    assertThat(
            sqs(
                    cloud,
                    "ReceiveMessage",
                    "{'QueueUrl':'" + dead + "','MaxNumberOfMessages':10,'WaitTimeSeconds':2}")
                .body())
        .contains("poison");
  }

  @Test
  void writeUnitsIncludeIndexesAndFailedConditions() {
    put("{'id':{'S':'u1'},'topic':{'S':'a'}}", ""); // table + index
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(2);
    put("{'id':{'S':'u1'},'topic':{'S':'b'}}", ""); // table + index: delete and put
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(5);
    var refused =
        put("{'id':{'S':'u1'}}", ",'ConditionExpression':'attribute_not_exists(id)'"); // one
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"message\":\"The conditional request failed\"");
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(6);
    assertThat(tableCalls("PutItem").getFirst().errors()).isEqualTo(1);
  }

  @Test
  void aTransactionCostsTwiceItsWritesAlsoWhenItIsCancelled() {
    var transaction =
        """
        {'TransactItems':[
          {'Put':{'TableName':'TABLE','Item':{'id':{'S':'t1'},'topic':{'S':'a'}},
            'ConditionExpression':'attribute_not_exists(id)'}},
          {'Put':{'TableName':'TABLE','Item':{'id':{'S':'t2'}}}},
          {'ConditionCheck':{'TableName':'TABLE','Key':{'id':{'S':'t3'}},
            'ConditionExpression':'attribute_not_exists(id)'}}]}""";
    assertThat(dynamo(cloud, "TransactWriteItems", transaction).statusCode()).isEqualTo(200);
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(2 * (2 + 1 + 1));
    cloud.calls().reset();
    var again = dynamo(cloud, "TransactWriteItems", transaction);
    assertThat(again.body()).contains("#TransactionCanceledException");
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(2 * 3);
  }

  /** As each retry of an SDK does. */
  @Test
  void aTransactionThatIsRepeatedWithItsTokenReads() {
    var transaction =
        "{'ClientRequestToken':'r1','TransactItems':[{'Put':{'TableName':'TABLE','Item':{'id':{'S':'r1'}}}}]}";
    dynamo(cloud, "TransactWriteItems", transaction);
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(2);
    dynamo(cloud, "TransactWriteItems", transaction);
    assertThat(cloud.calls().writeUnits(count -> true)).isEqualTo(2);
    assertThat(tableCalls("TransactWriteItems").getFirst().readUnits()).isEqualTo(2);
  }

  /**
   * Without what a mapping's long polls are counted for when they end, which may be at any time.
   */
  private static List<CallCount> tableCalls(String operation) {
    return cloud.calls().counts().stream()
        .filter(count -> count.service().equals("dynamodb"))
        .filter(count -> count.operation().equals(operation))
        .toList();
  }

  @Test
  void capacityIsShownOnlyToACallerWhoAsks() {
    assertThat(put("{'id':{'S':'c1'}}", "").body()).isEqualTo("{}");
    assertThat(put("{'id':{'S':'c1'}}", ",'ReturnConsumedCapacity':'TOTAL'").body())
        .contains("\"CapacityUnits\":1.0");
    dynamo(cloud, "GetItem", "{'TableName':'TABLE','Key':{'id':{'S':'c1'}}}");
    assertThat(cloud.calls().counts())
        .anySatisfy(
            count -> {
              assertThat(count.operation()).isEqualTo("GetItem");
              assertThat(count.readUnits()).isEqualTo(0.5);
              assertThat(count.principal()).isEqualTo("arn:aws:iam::000000000000:root");
            });
  }

  private static HttpResponse<String> put(String item, String more) {
    return dynamo(cloud, "PutItem", "{'TableName':'TABLE','Item':" + item + more + "}");
  }

  @Test
  void theCountsAreReadAndResetOverHttp() throws Exception {
    put("{'id':{'S':'h1'}}", "");
    var uri = cloud.endpointUrl().resolve("/_local/calls");
    var http = HttpClient.newHttpClient();
    var text = HttpResponse.BodyHandlers.ofString();
    assertThat(http.send(HttpRequest.newBuilder(uri).build(), text).body())
        .contains("\"operation\":\"PutItem\",\"calls\":1,", "\"writeUnits\":1.0");
    http.send(HttpRequest.newBuilder(uri).DELETE().build(), text);
    assertThat(tableCalls("PutItem")).isEmpty();
  }

  @Test
  void whatRolesMayDoAndHaveDoneIsReadOverHttp() throws Exception {
    invoke("{\"id\":\"8\"}");
    var uri = cloud.endpointUrl().resolve("/_local/iam");
    var http = HttpClient.newHttpClient();
    var shown =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    assertThat(shown).contains("\"checked\":true", "\"grants\":7", "\"denied\":[]");
    assertThat(cloud.permissions().unused())
        .noneMatch(grant -> grant.role().equals("WriteNoteRole"));
  }

  @Test
  void aTableHasItsRegionAndItsTimeToLive() {
    assertThat(dynamo(cloud, "DescribeTable", "{'TableName':'TABLE'}").body())
        .contains("arn:aws:dynamodb:us-east-1:000000000000:table/local-NoteTable");
    assertThat(dynamo(cloud, "DescribeTimeToLive", "{'TableName':'TABLE'}").body())
        .contains("ENABLED");
  }

  @Test
  void aFunctionCallsAwsAsItsRole() {
    var answer = invoke("{\"id\":\"7\"}");
    assertThat(answer.body()).isEqualTo("{\"written\":\"7\"}");
    assertThat(dynamo(cloud, "GetItem", "{'TableName':'TABLE','Key':{'id':{'S':'note-7'}}}").body())
        .contains("direct");
    assertThat(tableCalls("PutItem"))
        .filteredOn(count -> count.principal().contains(":role/local-WriteNoteRole"))
        .extracting(CallCount::calls)
        .containsExactly(1L);
  }

  @Test
  void aFunctionsErrorHasItsTypeAndMessage() {
    var answer = invoke("{\"fail\":true}");
    assertThat(answer.headers().firstValue("x-amz-function-error")).hasValue("Unhandled");
    assertThat(answer.body()).contains("java.lang.IllegalArgumentException", "asked to fail");
  }

  @Test
  void anAliasesAsynchronousInvokesEndAtItsDestinations() {
    invokeLater("{\"fail\":true}");
    assertThat(received("FailedUrl"))
        .contains("RetriesExhausted", "local-WriteLater:live", "asked to fail");

    invokeLater("{\"Records\":[]}");
    assertThat(received("SucceededUrl"))
        .contains("Lambda Function Invocation Result - Success", "local-WriteLater:live");
    // The event may arrive before its call has been answered and counted.
    await()
        .until(
            () ->
                cloud
                        .calls()
                        .calls(
                            count ->
                                count.operation().equals("PutEvents")
                                    && count.principal().endsWith(":role/local-WriteLaterRole"))
                    > 0);
    assertThat(EVENTS).contains("WriteLater Lambda Function Invocation Result - Success");
  }

  private static void invokeLater(String event) {
    var answer =
        invoke(cloud.output("LaterAlias"), event, Map.of("X-Amz-Invocation-Type", "Event"));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> invoke(String event) {
    return invoke(cloud.output("FunctionName"), event, Map.of());
  }

  private static HttpResponse<String> invoke(
      String function, String event, Map<String, String> headers) {
    return SampleCloud.send(
        cloud.endpointUrl().resolve("/2015-03-31/functions/" + function + "/invocations"),
        event,
        headers);
  }

  @Test
  void aWorkflowCallsAFunctionAndAQueueAndItsEndIsAnEvent() {
    var started =
        json(
            cloud,
            "states",
            "AWSStepFunctions.StartExecution",
            "{\"stateMachineArn\":\"%s\",\"input\":\"{\\\"id\\\":\\\"w1\\\"}\"}"
                .formatted(cloud.output("WorkflowArn")));
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(received("FinishedUrl")).contains("SUCCEEDED", "aws.states", "w1");
    assertThat(
            dynamo(cloud, "GetItem", "{'TableName':'TABLE','Key':{'id':{'S':'note-w1'}}}").body())
        .contains("direct");
    assertThat(cloud.calls().counts())
        .anySatisfy(
            count -> {
              assertThat(count.service()).isEqualTo("lambda");
              assertThat(count.principal()).endsWith(":role/local-WorkflowRole");
            });
  }

  @Test
  void aRuleTakesAnEventToAQueue() {
    var put =
        json(
            cloud,
            "events",
            "AWSEvents.PutEvents",
            """
            {"Entries":[{"EventBusName":"%s","Source":"sample.news","DetailType":"News",
             "Detail":"{\\"headline\\":\\"it works\\"}"}]}"""
                .formatted(cloud.output("BusName")));
    assertThat(put.body()).contains("\"FailedEntryCount\":0");
    assertThat(received("CopiedUrl")).contains("it works");
    assertThat(EVENTS).contains("root News");
  }

  /** The next message, which is deleted: another test would get it again. */
  private static String received(String queue) {
    var url = cloud.output(queue);
    var answer =
        sqs(cloud, "ReceiveMessage", "{'QueueUrl':'" + url + "','WaitTimeSeconds':20}").body();
    var handle = answer.replaceFirst("(?s).*\"ReceiptHandle\":\"([^\"]+)\".*", "$1");
    sqs(cloud, "DeleteMessage", "{'QueueUrl':'" + url + "','ReceiptHandle':'" + handle + "'}");
    return answer;
  }

  @Test
  void noWebPageReachesThePorts() {
    var page = Map.of("Origin", "http://evil.example");
    var token = cloud.apiUrl().resolve("/_local/token?customer=acme");
    assertThat(SampleCloud.send(token, "", page).statusCode()).isEqualTo(403);
    var target = Map.of("Origin", "null", "X-Amz-Target", "DynamoDB_20120810.ListTables");
    for (var headers : List.of(page, target)) {
      assertThat(SampleCloud.send(cloud.endpointUrl(), "{}", headers).statusCode()).isEqualTo(403);
    }
    var image = Map.of("Sec-Fetch-Site", "cross-site");
    assertThat(SampleCloud.send(cloud.endpointUrl(), "{}", image).statusCode()).isEqualTo(403);
    var faults = cloud.endpointUrl().resolve("/_local/faults");
    assertThat(SampleCloud.send(faults, "", page).statusCode()).isEqualTo(403);
  }

  /** An image of a web page: a GET without an Origin. */
  @ParameterizedTest
  @ValueSource(strings = {"Action", "%41ction"})
  void noActionIsTakenByGet(String action) {
    var path = "/?" + action + "=DeleteQueue&Version=2012-11-05&QueueUrl=";
    assertThat(http("GET", path + cloud.output("PlainUrl")).statusCode()).isEqualTo(405);
    assertThat(sqs(cloud, "GetQueueUrl", "{'QueueName':'%s'}".formatted(plainName())).statusCode())
        .isEqualTo(200);
  }

  private static String plainName() {
    return cloud.output("PlainUrl").replaceFirst(".*/", "");
  }

  @Test
  void aMalformedEscapeIsTheClientsError() {
    var form = "Version=2012-11-05&Action=SendMessage&MessageBody=%zz";
    var path = URI.create(cloud.output("PlainUrl")).getPath();
    assertThat(query(cloud, path, form).statusCode()).isEqualTo(400);
    assertThat(query(cloud, path, form).body()).contains("InvalidQueryParameter");
    assertThat(query(cloud, path, "Version=2012-11-05&Action=%zz").statusCode()).isEqualTo(400);
    assertThat(rawGet("/2015-03-31/functions/f?Qualifier=%zz")).startsWith("HTTP/1.1 400");
    assertThat(rawGet("/_local/calls/journal?contains=%zz")).startsWith("HTTP/1.1 400");
  }

  @Test
  void aQueuesPolicyIsTakenInTheQueryProtocol() {
    var form =
        "Version=2012-11-05&Action=SetQueueAttributes&Attribute.1.Name=Policy&Attribute.1.Value=";
    var path = URI.create(cloud.output("PlainUrl")).getPath();
    assertThat(query(cloud, path, form + "none").body()).contains("InvalidAttributeValue");
    assertThat(query(cloud, path, form + "%7B%7D").statusCode()).isEqualTo(200);
  }

  @Test
  void aRequestTravelsThroughTheApiAndAQueueToAFunctionAndATable() {
    assertThat(cloud.output("ApiUrl")).isEqualTo(cloud.apiUrl().toString());
    var token =
        SampleCloud.send(cloud.apiUrl().resolve("/_local/token?customer=acme"), "", Map.of());
    assertThat(token.statusCode()).isEqualTo(200);
    var notes = URI.create(cloud.apiUrl() + "/notes");
    var json = Map.of("Content-Type", "application/json");
    assertThat(SampleCloud.send(notes, "{\"id\":\"n1\"}", json).statusCode()).isEqualTo(401);
    var bearer = Map.of("Content-Type", "application/json", "Authorization", token.body());
    var taken = SampleCloud.send(notes, "{\"id\":\"n1\"}", bearer);
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        dynamo(
                                cloud,
                                "GetItem",
                                "{'TableName':'TABLE','Key':{'id':{'S':'note-n1'}}}")
                            .body())
                    .contains("source"));
  }

  @Test
  void theJournalHasTheCallsOfCodeAndOfServicesInTheirOrder() {
    var after = cloud.journal().entries().stream().mapToLong(JournalEntry::number).max().orElse(0);
    json(
        cloud,
        "states",
        "AWSStepFunctions.StartExecution",
        "{\"stateMachineArn\":\"%s\",\"input\":\"{\\\"id\\\":\\\"j-77\\\"}\"}"
            .formatted(cloud.output("WorkflowArn")));
    assertThat(received("FinishedUrl")).contains("j-77");
    assertThat(cloud.journal().entries(after, "j-77"))
        .filteredOn(entry -> !entry.service().equals("events"))
        .extracting(
            JournalEntry::caller,
            JournalEntry::fromCode,
            JournalEntry::operation,
            entry -> String.join(",", entry.resources()))
        .startsWith(
            tuple("root", false, "StartExecution", "Workflow"),
            tuple("Workflow", false, "Invoke", "WriteNote"),
            tuple("WriteNote", true, "PutItem", "NoteTable"),
            tuple("Workflow", false, "SendMessage", "Plain"));
    var shown = http("GET", "/_local/calls/journal?contains=j-77&after=" + after).body();
    assertThat(shown).contains("\"caller\":\"WriteNote\",\"fromCode\":true");
    assertThat(http("GET", "/_local/calls/journal?after=x").statusCode()).isEqualTo(400);
  }

  /** As it is: Java's client sends no malformed address. */
  private static String rawGet(String path) {
    try (var socket = new Socket("127.0.0.1", cloud.endpointUrl().getPort())) {
      var head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> http(String method, String path) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(cloud.endpointUrl().resolve(path));
      return http.send(
          request.method(method, HttpRequest.BodyPublishers.noBody()).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aScheduledRuleRunsWhenItIsAskedTo() {
    assertThat(http("POST", "/_local/schedules/Hourly/run").statusCode()).isEqualTo(204);
    assertThat(received("HoursUrl")).contains("Scheduled Event", "local-Hourly");
    var unknown = http("POST", "/_local/schedules/Nobody/run");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("no scheduled rule Nobody");
  }

  @Test
  void whatAsynchronousInvokesLostIsReadOverHttp() {
    var before = cloud.asyncMetrics().getOrDefault("AsyncEventsDropped", 0L);
    invokeLater("{\"fail\":true}");
    await().until(() -> cloud.asyncMetrics().getOrDefault("AsyncEventsDropped", 0L) > before);
    assertThat(http("GET", "/_local/async").body()).contains("\"AsyncEventsDropped\":");
    assertThat(received("FailedUrl")).contains("RetriesExhausted");
  }

  @Test
  void aFunctionsMetricsAreReadAndResetOverHttp() {
    var emf =
        """
        {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Notes","Dimensions":[["Of"]],\
        "Metrics":[{"Name":"Written","Unit":"Count"}]}]},"Of":"sample","Written":2}"""
            .formatted(System.currentTimeMillis());
    invoke(JsonNodeFactory.instance.objectNode().put("print", emf).toString());
    await()
        .untilAsserted(
            () ->
                assertThat(http("GET", "/_local/metrics").body())
                    .contains(
                        "\"name\":\"Written\",\"dimensions\":{\"Of\":\"sample\"}", "\"sum\":2.0"));
    assertThat(http("DELETE", "/_local/metrics").statusCode()).isEqualTo(204);
    assertThat(http("GET", "/_local/metrics").body()).contains("\"series\":[]");
  }

  @Test
  void aTokenIsGivenOnlyToAGoodCustomerName() {
    var bad = cloud.apiUrl().resolve("/_local/token?customer=a%20b");
    assertThat(SampleCloud.send(bad, "", Map.of()).statusCode()).isEqualTo(400);
  }

  @Test
  void anUnknownServiceIsNamedInTheError() {
    assertThat(json(cloud, "kinesis", "Kinesis_20131202.ListStreams", "{}").body())
        .contains("NotImplemented", "kinesis");
  }

  @Test
  void whatIsNotToBePrewarmedIsAFunction() {
    assertThatThrownBy(() -> cloud.prewarm(List.of("Gone"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no function Gone");
  }

  @Test
  void aPortInUseIsNamed() {
    var taken = cloud.endpointUrl().getPort();
    var settings = LocalCloudSettings.of(folder.resolve("no.yaml"), folder).withPorts(0, taken);
    assertThatThrownBy(() -> LocalCloud.start(settings))
        .isInstanceOfSatisfying(
            PortInUseException.class, e -> assertThat(e.port()).isEqualTo(taken));
  }

  @Test
  void aFunctionThatIsNotBuiltIsNamed(@TempDir Path empty) {
    var settings =
        LocalCloudSettings.of(SampleCloud.settings(empty.resolve("a")).main().template(), empty);
    assertThatThrownBy(() -> LocalCloud.start(settings))
        .hasMessageContaining("WriteNote is not built: there is no " + empty.resolve("WriteNote"))
        .hasMessageContaining("sam build");
  }
}

package localcloud.cloud;

import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults in a running cloud, from the HTTP call that asks for them to what a client sees. */
class FaultInjectionTest {
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

  @AfterEach
  void heal() {
    assertThat(control("DELETE", "").statusCode()).isEqualTo(204);
  }

  @Test
  void aFunctionsCallIsThrottledByRulesOverHttp() {
    inject("{'id':'t','fault':'throttle','service':'dynamodb','function':'WriteNote','count':1}");
    assertThat(invoke("h1").body()).contains("ProvisionedThroughputExceededException");
    assertThat(invoke("h1").body()).isEqualTo("{\"written\":\"h1\"}");
    assertThat(control("GET", "").body())
        .contains("\"seed\":1", "\"injected\":1", "\"caller\":\"WriteNote\"", "NoteTable");
  }

  @Test
  void aBadRuleIsRefusedAndNothingChanges() {
    inject("{'fault':'throttle','service':'sts'}");
    var refused = control("PUT", "{'rules':[{'id':'x','fault':'thunder'}]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("rule x: fault: must be one of throttle");
    assertThat(control("GET", "").body()).contains("\"service\":\"sts\"");
  }

  @Test
  void aKilledEnvironmentIsAnExitErrorAndTheEffectIsThereOnlyAfterwards() {
    inject("{'fault':'kill-before','service':'dynamodb','count':1}");
    assertThat(invoke("k1").body()).contains("Runtime.ExitError", "signal: killed");
    assertThat(note("k1")).doesNotContain("direct");
    inject("{'fault':'kill-after','service':'dynamodb','count':1}");
    assertThat(invoke("k2").body()).contains("Runtime.ExitError", "signal: killed");
    assertThat(note("k2")).contains("direct");
  }

  @Test
  void anUnansweredCallIsAClosedConnection() {
    inject("{'fault':'timeout-after','service':'dynamodb','count':1,'latencyMillis':50}");
    assertThat(invoke("u1").headers().firstValue("x-amz-function-error")).hasValue("Unhandled");
    assertThat(note("u1")).contains("direct");
  }

  @Test
  void aQueuesBatchIsDeliveredAgainAfterAThrottledInvocation() {
    inject(
        "{'fault':'throttle','service':'lambda','operation':'Invoke','resource':'WriteNote','count':2}");
    var url = cloud.output("NotesUrl").replace("Notes", "Incoming");
    SampleCloud.sqs(
        cloud, "SendMessage", "{'QueueUrl':'" + url + "','MessageBody':'q1','MessageGroupId':'g'}");
    await().until(() -> note("q1").contains("source"));
    assertThat(cloud.faults().injected("r1")).isEqualTo(2);
  }

  @Test
  void theApisOwnCallFailsAsItsIntegration() {
    inject("{'fault':'server-error','service':'sqs','function':'Api','count':1}");
    var token =
        SampleCloud.send(cloud.apiUrl().resolve("/_local/token?customer=acme"), "", Map.of());
    SampleCloud.send(
        URI.create(cloud.apiUrl() + "/notes"),
        "{\"id\":\"a1\"}",
        Map.of("Content-Type", "application/json", "Authorization", token.body()));
    assertThat(cloud.faults().injected())
        .singleElement()
        .satisfies(fault -> assertThat(fault.operation()).isEqualTo("SendMessage"));
  }

  @Test
  void aWorkflowsOwnCallIsRetriedOrFailsAsItsServiceDoes() {
    inject("{'fault':'throttle','service':'sqs','function':'Workflow','count':1}");
    var started =
        SampleCloud.json(
            cloud,
            "states",
            "AWSStepFunctions.StartExecution",
            "{\"stateMachineArn\":\"%s\",\"name\":\"f1\",\"input\":\"{\\\"id\\\":\\\"f1\\\"}\"}"
                .formatted(cloud.output("WorkflowArn")));
    assertThat(started.statusCode()).isEqualTo(200);
    var execution = cloud.output("WorkflowArn").replace("stateMachine", "execution") + ":f1";
    await()
        .until(
            () ->
                SampleCloud.json(
                        cloud,
                        "states",
                        "AWSStepFunctions.DescribeExecution",
                        "{\"executionArn\":\"" + execution + "\"}")
                    .body(),
            described -> described.contains("SQS.RequestThrottledException"));
  }

  @Test
  void aFunctionThrowsOrRunsOutOfMemoryWithoutAHookInItsCode() {
    inject("{'fault':'throw','function':'WriteNote','count':1}");
    assertThat(invoke("t1").body()).contains("java.lang.IllegalStateException");
    assertThat(note("t1")).doesNotContain("direct");
    inject("{'fault':'out-of-memory','function':'WriteNote','count':1}");
    assertThat(invoke("m1").body()).contains("java.lang.OutOfMemoryError");
    assertThat(note("m1")).contains("direct");
  }

  @Test
  void anEventThatIsDroppedReachesNobody() {
    inject("{'fault':'drop-event','resource':'CopiesOfNews','order':'gone'}");
    for (var headline : List.of("gone", "kept")) {
      SampleCloud.json(
          cloud,
          "events",
          "AWSEvents.PutEvents",
          """
          {"Entries":[{"EventBusName":"%s","Source":"sample.news","DetailType":"News",
           "Detail":"{\\"headline\\":\\"%s\\"}"}]}"""
              .formatted(cloud.output("BusName"), headline));
    }
    var received =
        SampleCloud.sqs(
            cloud,
            "ReceiveMessage",
            "{'QueueUrl':'"
                + cloud.output("CopiedUrl")
                + "','WaitTimeSeconds':15,'MaxNumberOfMessages':10}");
    assertThat(received.body()).contains("kept").doesNotContain("gone");
    assertThat(cloud.faults().injected("r1")).isEqualTo(1);
  }

  private static void inject(String rule) {
    var put = control("PUT", "{'seed':1,'rules':[" + rule + "]}");
    assertThat(put.statusCode()).as(put.body()).isEqualTo(204);
  }

  private static HttpResponse<String> control(String method, String body) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(cloud.endpointUrl().resolve("/_local/faults"))
              .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> invoke(String id) {
    var path = "/2015-03-31/functions/" + cloud.output("FunctionName") + "/invocations";
    URI uri = cloud.endpointUrl().resolve(path);
    return SampleCloud.send(uri, "{\"id\":\"" + id + "\"}", Map.of());
  }

  private static String note(String id) {
    return SampleCloud.dynamo(
            cloud, "GetItem", "{'TableName':'TABLE','Key':{'id':{'S':'note-" + id + "'}}}")
        .body();
  }
}

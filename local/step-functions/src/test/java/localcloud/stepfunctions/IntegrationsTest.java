package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegrationsTest {
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f:live";

  private static String task(String resource, String parameters) {
    return "'Type':'Task','Resource':'" + resource + "','Parameters':" + parameters;
  }

  private static JsonNode run(AwsService aws, String fields) {
    try (var lab = new Lab(aws)) {
      return lab.runState(fields, "{'id':1}");
    }
  }

  @Test
  void aFunctionsExceptionGivesTheErrorItsNameAndThePayloadAsCause() {
    var payload = "{'errorMessage':'declined','errorType':'com.example.Declined','stackTrace':[]}";
    for (var resource : new String[] {FUNCTION, "arn:aws:states:::lambda:invoke"}) {
      var run =
          run(
              call -> Lab.functionError(payload),
              task(resource, "{'FunctionName':'f','Payload':{}}"));
      assertThat(run.path("error").asText()).isEqualTo("com.example.Declined");
      assertThat(run.path("cause").asText()).isEqualTo(Lab.json(payload).toString());
    }
  }

  @Test
  void aFunctionErrorWithoutTypeIsUnknown() {
    var run =
        run(call -> Lab.functionError("{'errorMessage':'Task timed out'}"), task(FUNCTION, "{}"));
    assertThat(run.path("error").asText()).isEqualTo("Lambda.Unknown");
    assertThat(run.path("cause").asText()).contains("Task timed out");
  }

  @Test
  void aFunctionByItsArnGivesItsPayloadAndItsOwnEvents() {
    try (var lab = new Lab(call -> Lab.ok("{'total':5}"))) {
      var execution =
          lab.start(lab.defineState("'Type':'Task','Resource':'" + FUNCTION + "'"), "{'id':1}");
      assertThat(lab.awaitEnd(execution).path("output").asText()).isEqualTo("{\"total\":5}");
      assertThat(lab.eventTypes(execution))
          .containsExactly(
              "ExecutionStarted",
              "TaskStateEntered",
              "LambdaFunctionScheduled",
              "LambdaFunctionStarted",
              "LambdaFunctionSucceeded",
              "TaskStateExited",
              "ExecutionSucceeded");
      var call = lab.calls.getFirst();
      assertThat(call.path())
          .isEqualTo(
              "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af%3Alive/invocations");
      assertThat(call.text()).isEqualTo("{\"id\":1}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scheduler:createSchedule | {'Name':'a b','ScheduleExpression':'rate(1 day)'} | POST /schedules/a%20b | {'ScheduleExpression':'rate(1 day)'}",
        "scheduler:deleteSchedule | {'Name':'a','GroupName':'g'} | DELETE /schedules/a?groupName=g | ''",
        "lambda:getFunctionConfiguration | {'FunctionName':'f'} | GET /2015-03-31/functions/f/configuration | ''",
        "lambda:updateEventSourceMapping | {'Uuid':'u','Enabled':false} | PUT /2015-03-31/event-source-mappings/u | {'Enabled':false}"
      })
  void otherCallsOfServicesWithPathsAreMade(
      String action, String arguments, String line, String body) {
    try (var lab = new Lab(call -> Lab.ok("{'CreationDate':0,'State':'ENABLED'}"))) {
      var run = lab.runState(task("arn:aws:states:::aws-sdk:" + action, arguments), "{}");
      var call = lab.calls.getFirst();
      assertThat(call.method() + " " + call.path()).isEqualTo(line);
      assertThat(call.text()).isEqualTo(body.replace('\'', '"').replace("\"\"", ""));
      assertThat(Lab.json(run.path("output").asText()))
          .isEqualTo(Lab.json("{'CreationDate':'1970-01-01T00:00:00Z','State':'ENABLED'}"));
    }
  }

  @Test
  void theOptimizedInvocationWrapsThePayload() {
    var answer =
        new AwsAnswer(
            200,
            Map.of("x-amz-executed-version", "7", "x-amzn-requestid", "r-1"),
            "{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
    var run =
        run(
            call -> answer,
            task(
                "arn:aws:states:::lambda:invoke",
                "{'FunctionName':'f','Qualifier':'live','Payload.$':'$'}"));
    var output = Lab.json(run.path("output").asText());
    assertThat(output.path("Payload").path("ok").asBoolean()).isTrue();
    assertThat(output.path("ExecutedVersion").asText()).isEqualTo("7");
    assertThat(output.path("StatusCode").asInt()).isEqualTo(200);
    assertThat(output.path("SdkResponseMetadata").path("RequestId").asText()).isEqualTo("r-1");
  }

  @ParameterizedTest
  @CsvSource({
    "lambda:invoke, 429, TooManyRequestsException, Lambda.TooManyRequestsException",
    "lambda:invoke, 403, AccessDeniedException, Lambda.AWSLambdaException",
    "dynamodb:putItem, 400, com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException, DynamoDB.ConditionalCheckFailedException",
    "dynamodb:putItem, 500, InternalServerError, DynamoDB.InternalServerErrorException",
    "dynamodb:putItem, 400, ValidationException, DynamoDB.AmazonDynamoDBException",
    "aws-sdk:dynamodb:putItem, 400, ConditionalCheckFailedException, DynamoDb.ConditionalCheckFailedException",
    "sqs:sendMessage, 400, com.amazonaws.sqs#QueueDoesNotExist, SQS.QueueDoesNotExistException",
    "sqs:sendMessage, 400, MissingParameter, SQS.AmazonSQSException",
    "aws-sdk:sqs:sendMessage, 400, QueueDoesNotExist, Sqs.QueueDoesNotExistException",
    "events:putEvents, 400, InternalException, EventBridge.InternalException",
    "aws-sdk:eventbridge:putEvents, 400, ValidationException, EventBridge.EventBridgeException"
  })
  void errorsOfServicesBearTheServicesPrefix(
      String resource, int status, String code, String error) {
    var fields = task("arn:aws:states:::" + resource, "{'FunctionName':'f'}");
    assertThat(run(call -> Lab.error(status, code, "m"), fields).path("error").asText())
        .isEqualTo(error);
    assertThat(
            run(
                    call -> {
                      throw new AwsException(status, code.replaceAll(".*#", ""), "m");
                    },
                    fields)
                .path("error")
                .asText())
        .isEqualTo(error);
  }

  @Test
  void theCauseNamesServiceStatusAndCode() {
    var run =
        run(
            call ->
                Lab.error(400, "ConditionalCheckFailedException", "The conditional request failed"),
            task("arn:aws:states:::dynamodb:putItem", "{}"));
    assertThat(run.path("cause").asText())
        .isEqualTo(
            "The conditional request failed (Service: AmazonDynamoDBv2; Status Code: 400;"
                + " Error Code: ConditionalCheckFailedException; Request ID: ; Proxy: null)");
  }

  @Test
  void aCallWithoutAnswerIsAClientException() {
    var run =
        run(
            call -> {
              throw new IllegalStateException("connection reset");
            },
            task("arn:aws:states:::sqs:sendMessage", "{}"));
    assertThat(run.path("error").asText()).isEqualTo("SQS.SdkClientException");
    assertThat(run.path("cause").asText()).contains("connection reset");
  }

  @Test
  void oneFailedEntryFailsPutEventsWithTheAnswerAsCause() {
    var answer =
        "{'Entries':[{'EventId':'1'},{'ErrorCode':'InternalFailure','ErrorMessage':'m'}],'FailedEntryCount':1}";
    var run =
        run(
            call -> Lab.ok(answer),
            task("arn:aws:states:::events:putEvents", "{'Entries':[{},{}]}"));
    assertThat(run.path("error").asText()).isEqualTo("EventBridge.FailedEntry");
    assertThat(run.path("cause").asText()).isEqualTo(Lab.json(answer).toString());
  }

  @Test
  void putEventsWritesTheDetailAsTextAndNamesTheExecution() {
    try (var lab = new Lab(call -> Lab.ok("{'Entries':[{'EventId':'1'}],'FailedEntryCount':0}"))) {
      var machine =
          lab.defineState(
              task(
                  "arn:aws:states:::events:putEvents",
                  "{'Entries':[{'Source':'s','Detail':{'a':1}}]}"));
      var execution = lab.start(machine, "{}");
      lab.awaitEnd(execution);
      var call = lab.calls.getFirst();
      assertThat(call.headers()).containsEntry("x-amz-target", "AWSEvents.PutEvents");
      var entry = Json.MAPPER.valueToTree(read(call.text())).path("Entries").get(0);
      assertThat(entry.path("Detail").asText()).isEqualTo("{\"a\":1}");
      assertThat(entry.path("Resources")).hasSize(2);
      assertThat(entry.path("Resources").get(1).asText()).isEqualTo(execution);
    }
  }

  /** What is sent where the API wants a text: the same for both kinds of integration. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sqs:sendMessage | {'MessageBody':{'a':[1]}} | {'MessageBody':'{_a_:[1]}'}",
        "sqs:sendMessage | {'MessageBody':7} | {'MessageBody':'7'}",
        "sqs:sendMessage | {'MessageBody':true} | {'MessageBody':'true'}",
        "sqs:sendMessage | {'MessageBody':null,'DelaySeconds':3} | {'DelaySeconds':3}",
        "sqs:sendMessage | {'MessageAttributes':{'n':{'StringValue':5}}} | {'MessageAttributes':{'n':{'StringValue':'5'}}}",
        "aws-sdk:sqs:sendMessage | {'MessageBody':{'a':[1]}} | {'MessageBody':'{_a_:[1]}'}",
        "aws-sdk:sqs:sendMessageBatch | {'Entries':[{'Id':'1','MessageBody':7}]} | {'Entries':[{'Id':'1','MessageBody':'7'}]}",
        "aws-sdk:eventbridge:putEvents | {'Entries':[{'Detail':{'a':1}}]} | {'Entries':[{'Detail':'{_a_:1}'}]}",
        "aws-sdk:eventbridge:putEvents | {'Entries':[{'Detail':'{}','Time':null}]} | {'Entries':[{'Detail':'{}'}]}",
        "dynamodb:putItem | {'Item':{'id':{'NULL':true},'v':null}} | {'Item':{'id':{'NULL':true},'v':null}}"
      })
  void jsonInPlaceOfATextIsSentAsItsText(String resource, String parameters, String sent) {
    try (var lab = new Lab(call -> Lab.ok("{'FailedEntryCount':0}"))) {
      lab.runState(task("arn:aws:states:::" + resource, parameters), "{}");
      assertThat(read(lab.calls.getFirst().text().replace("\\\"", "_"))).isEqualTo(Lab.json(sent));
    }
  }

  @Test
  void anExecutionIsStartedWithTheTextOfAnyJson() {
    try (var lab = new Lab(call -> Lab.ok("{}"))) {
      for (var resource : new String[] {"states", "aws-sdk:sfn"}) {
        lab.runState(
            task(
                "arn:aws:states:::" + resource + ":startExecution",
                "{'StateMachineArn':'m','Input':{'x':[true]},'Name':7}"),
            "{}");
        assertThat(read(lab.calls.getLast().text()))
            .isEqualTo(
                Json.object()
                    .put("stateMachineArn", "m")
                    .put("input", "{\"x\":[true]}")
                    .put("name", "7"));
      }
    }
  }

  private static JsonNode read(String json) {
    try {
      return Json.parse(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void aNestedExecutionIsWaitedForAndItsOutputRead() {
    try (var lab = new Lab(call -> Lab.ok("{}"))) {
      var child =
          lab.stepFunctions.define(
              "child",
              "STANDARD",
              Lab.json(
                  "{'StartAt':'S','States':{'S':{'Type':'Pass','Result':{'done':true},'End':true}}}"),
              Lab.ROLE);
      var parameters = "{'StateMachineArn':'" + child + "','Input':{'x':1}}";
      var run =
          lab.runState(task("arn:aws:states:::states:startExecution.sync:2", parameters), "{}");
      var output = read(run.path("output").asText());
      assertThat(output.path("Output").path("done").asBoolean()).isTrue();
      assertThat(output.path("Status").asText()).isEqualTo("SUCCEEDED");
      var plain = lab.runState(task("arn:aws:states:::states:startExecution", parameters), "{}");
      assertThat(read(plain.path("output").asText()).path("ExecutionArn").asText())
          .startsWith("arn:aws:states:");
    }
  }

  @Test
  void aFailedNestedExecutionFailsItsTask() {
    try (var lab = new Lab(call -> Lab.ok("{}"))) {
      var child =
          lab.stepFunctions.define(
              "child",
              "STANDARD",
              Lab.json("{'StartAt':'S','States':{'S':{'Type':'Fail','Error':'Inner'}}}"),
              Lab.ROLE);
      var run =
          lab.runState(
              task(
                  "arn:aws:states:::states:startExecution.sync",
                  "{'StateMachineArn':'" + child + "'}"),
              "{}");
      assertThat(run.path("error").asText()).isEqualTo("States.TaskFailed");
      assertThat(read(run.path("cause").asText()).path("Error").asText()).isEqualTo("Inner");
    }
  }

  @Test
  void theGenericIntegrationSpeaksPascalCase() {
    try (var lab = new Lab(call -> Lab.ok("{}"))) {
      var machine =
          lab.defineState(
              task("arn:aws:states:::aws-sdk:sfn:listStateMachines", "{'MaxResults':5}"));
      var run = lab.awaitEnd(lab.start(machine, "{}"));
      var listed = read(run.path("output").asText()).path("StateMachines").get(0);
      assertThat(listed.path("StateMachineArn").asText()).isEqualTo(machine);
      assertThat(listed.path("CreationDate").asText()).matches("\\d{4}-.*Z");
      assertThat(lab.calls.getFirst().text()).isEqualTo("{\"maxResults\":5}");
    }
  }

  @Test
  void aTaskThatIsNotServedIsRefusedWhenTheMachineIsMade() {
    assertThatThrownBy(
            () -> run(call -> Lab.ok("{}"), task("arn:aws:states:::ecs:runTask.sync", "{}")))
        .hasMessageContainingAll("S: arn:aws:states:::ecs:runTask.sync", "aws-sdk:sfn");
  }

  @Test
  void aResultOverTheLimitFailsTheTask() {
    var large = AwsAnswer.json("\"" + "x".repeat(262_143) + "\"");
    var run = run(call -> large, task(FUNCTION, "{}"));
    assertThat(run.path("error").asText()).isEqualTo("States.DataLimitExceeded");
  }
}

package localcloud.eventbridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBridgeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:work";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:in";
  private static final String DEAD = "arn:aws:sqs:us-east-1:000000000000:dead";

  private final BlockingQueue<AwsCall> calls = new LinkedBlockingQueue<>();
  private final Queue<AwsAnswer> answers = new ArrayDeque<>();
  private final List<String> taken = new ArrayList<>();
  private int faultsToThrow;
  private EventFaults faults = EventFaults.NONE;
  private final EventBridge events =
      new EventBridge(
          "us-east-1",
          "000000000000",
          "http://127.0.0.1:4566",
          this::record,
          Clock.fixed(Instant.parse("2026-11-21T03:15:00.123Z"), ZoneOffset.UTC),
          Duration.ofMillis(1),
          (harm, rule, target, event) -> faults.strike(harm, rule, target, event),
          (call, event) -> taken.add(call.principal() + " " + event.path("detail-type").asText()));

  private AwsAnswer record(AwsCall call) {
    synchronized (answers) {
      calls.add(call);
      if (faultsToThrow-- > 0) {
        throw new IllegalStateException("a fault of the target");
      }
      var answer = answers.poll();
      return answer == null ? AwsAnswer.json("{}") : answer;
    }
  }

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void invokesAFunctionAsynchronouslyWithTheEnvelopeOfAws() throws Exception {
    rule("{'source': ['shop']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");

    var id =
        put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': 1}', 'Resources': ['r']}")
            .at("/Entries/0/EventId")
            .asText();

    var call = next();
    assertThat(call.service()).isEqualTo("lambda");
    assertThat(call.principal()).isEqualTo("events.amazonaws.com");
    assertThat(call.headers()).containsEntry("x-amz-invocation-type", "Event");
    assertThat(URLDecoder.decode(call.path(), UTF_8))
        .isEqualTo("/2015-03-31/functions/" + FUNCTION + "/invocations");
    assertThat(call.text())
        .isEqualTo(
            "{\"version\":\"0\",\"id\":\""
                + id
                + "\",\"detail-type\":\"Sold\",\"source\":\"shop\",\"account\":\"000000000000\","
                + "\"time\":\"2026-11-21T03:15:00Z\",\"region\":\"us-east-1\",\"resources\":[\"r\"],"
                + "\"detail\":{\"n\":1}}");
  }

  @Test
  void sendsToAFifoQueueWithItsGroup() throws Exception {
    rule(
        "{'source': ['shop']}",
        "{'Id': 'q', 'Arn': '"
            + QUEUE
            + ".fifo', 'InputPath': '$.detail', 'SqsParameters': {'MessageGroupId': 'g'}}");

    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': 1}'}");

    var call = next();
    assertThat(call.operation()).isEqualTo("SendMessage");
    assertThat(json(call.text()))
        .isEqualTo(
            json(
                "{'QueueUrl': 'http://127.0.0.1:4566/000000000000/in.fifo', 'MessageGroupId': 'g',"
                    + " 'MessageBody': '{\\'n\\':1}'}"));
  }

  @Test
  void startsAStateMachineAsTheTargetsRole() throws Exception {
    rule(
        "{'source': ['shop']}",
        "{'Id': 's', 'Arn': 'arn:aws:states:us-east-1:000000000000:stateMachine:m', 'RoleArn':"
            + " 'arn:aws:iam::000000000000:role/r', 'Input': '{}'}");

    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{}'}");

    var call = next();
    assertThat(call.operation()).isEqualTo("StartExecution");
    assertThat(call.principal()).isEqualTo("arn:aws:iam::000000000000:role/r");
    assertThat(json(call.text()).get("input").asText()).isEqualTo("{}");
  }

  @Test
  void writesToALogGroupInAStreamOfTheEventsOwn() throws Exception {
    rule(
        "{'source': ['shop']}",
        "{'Id': 'l', 'Arn': 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/shop:*'}");

    var id =
        put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': 1}'}")
            .at("/Entries/0/EventId")
            .asText();

    var stream = next();
    assertThat(stream.operation()).isEqualTo("CreateLogStream");
    assertThat(json(stream.text()))
        .isEqualTo(json("{'logGroupName': '/aws/events/shop', 'logStreamName': '" + id + "'}"));
    var written = next();
    assertThat(written.operation()).isEqualTo("PutLogEvents");
    assertThat(written.principal()).isEqualTo("events.amazonaws.com");
    var event = json(written.text()).at("/logEvents/0");
    assertThat(event.path("timestamp").asLong())
        .isEqualTo(Instant.parse("2026-11-21T03:15:00Z").toEpochMilli());
    assertThat(json(event.path("message").asText()).at("/detail/n").asInt()).isEqualTo(1);
  }

  @Test
  void saysWhichEventsABusAcceptedAndFromWhom() throws Exception {
    put("{'Source': 'a', 'DetailType': 'taken', 'Detail': '{}'}", "{'Source': 'a'}");
    put("{'Source': 'a', 'DetailType': 'x', 'Detail': '{}', 'EventBusName': 'nobodys'}");

    assertThat(taken).containsExactly("arn:aws:iam::000000000000:root taken");
  }

  @Test
  void keepsBusesApartAndForwardsOnce() throws Exception {
    call("CreateEventBus", "{'Name': 'shop'}");
    var toShop =
        "{'Id': 'b', 'Arn': 'arn:aws:events:us-east-1:000000000000:event-bus/shop', 'RoleArn': 'r'}";
    var back =
        "{'Id': 'b', 'Arn': 'arn:aws:events:us-east-1:000000000000:event-bus/default', 'RoleArn': 'r'}";
    rule("{'source': ['a']}", toShop);
    putRule(
        "onShop",
        json(
            "{'EventBusName': 'shop', 'EventPattern': {'source': ['a', 'b']}, 'Targets': ["
                + back
                + ", {'Id': 'f', 'Arn': '"
                + FUNCTION
                + "'}]}"));

    put("{'Source': 'b', 'DetailType': 'x', 'Detail': '{\\'bus\\': \\'default\\'}'}");
    put("{'Source': 'a', 'DetailType': 'x', 'Detail': '{}'}");
    put("{'Source': 'b', 'DetailType': 'x', 'Detail': '{}', 'EventBusName': 'shop'}");

    assertThat(List.of(json(next().text()), json(next().text())))
        .extracting(event -> event.get("source").asText(), event -> event.get("detail").toString())
        .containsExactlyInAnyOrder(tuple("a", "{}"), tuple("b", "{}"));
    assertThat(calls).isEmpty();
  }

  @Test
  void publishesEventsOfServicesOnTheDefaultBus() throws Exception {
    rule("{'source': ['aws.states']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");

    events.publish(
        "aws.states",
        "Step Functions Execution Status Change",
        "arn",
        json("{'status': 'FAILED'}"));

    var event = json(next().text());
    assertThat(event.at("/detail/status").asText()).isEqualTo("FAILED");
    assertThat(event.get("resources")).hasToString("[\"arn\"]");
    assertThat(event.get("account").asText()).isEqualTo("000000000000");
  }

  @Test
  void matchesNothingWhileDisabled() throws Exception {
    putRule(
        "off",
        json(
            "{'EventPattern': {'source': ['shop']}, 'State': 'DISABLED', 'Targets': [{'Id': 'f', 'Arn':"
                + " 'arn:aws:lambda:us-east-1:000000000000:function:off'}]}"));
    rule("{'source': ['shop']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");

    put("{'Source': 'shop', 'DetailType': 'x', 'Detail': '{}'}");

    assertThat(URLDecoder.decode(next().path(), UTF_8)).contains(FUNCTION);
    assertThat(calls).isEmpty();
  }

  // The examples of "Comparison operators for use in event patterns", EventBridge User Guide.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'detail': {'state': ['running']}}|{'state': 'running'}|{'state': 'stopped'}",
        "{'detail': {'region': [{'prefix': 'eu-'}]}}|{'region': 'eu-central-1'}|{'region': 'us-east-1'}",
        "{'detail': {'file': [{'suffix': '.png'}]}}|{'file': 'a.png'}|{'file': 'a.pngx'}",
        "{'detail': {'file': [{'prefix': {'equals-ignore-case': 'EU'}}]}}|{'file': 'eu-1'}|{'file': 'us'}",
        "{'detail': {'state': [{'anything-but': 'initializing'}]}}|{'state': 'on'}|{'state': 'initializing'}",
        "{'detail': {'state': [{'anything-but': ['a', 'b']}]}}|{'state': 'c'}|{'state': 'b'}",
        "{'detail': {'n': [{'anything-but': [100, 200]}]}}|{'n': 300}|{'n': 200}",
        "{'detail': {'state': [{'anything-but': {'prefix': 'init'}}]}}|{'state': 'on'}|{'state': 'init1'}",
        "{'detail': {'f': [{'anything-but': {'suffix': '.txt'}}]}}|{'f': 'a.png'}|{'f': 'a.txt'}",
        "{'detail': {'f': [{'anything-but': {'wildcard': '*/lib/*'}}]}}|{'f': 'a/b'}|{'f': 'a/lib/b'}",
        "{'detail': {'count': [{'numeric': ['>', 0, '<=', 5]}]}}|{'count': 5}|{'count': 6}",
        "{'detail': {'count': [{'numeric': ['=', 3.018e2]}]}}|{'count': 301.8}|{'count': 301.9}",
        "{'detail': {'ip': [{'cidr': '10.0.0.0/24'}]}}|{'ip': '10.0.0.255'}|{'ip': '10.0.1.0'}",
        "{'detail': {'state': [{'exists': true}]}}|{'state': 'x'}|{'other': 'x'}",
        "{'detail': {'gone': [{'exists': false}]}}|{'state': 'x'}|{'gone': 'x'}",
        "{'detail': {'state': [{'equals-ignore-case': 'RuNNing'}]}}|{'state': 'RUNNING'}|{'state': 'run'}",
        "{'detail': {'path': [{'wildcard': 'dir/*.png'}]}}|{'path': 'dir/a/b.png'}|{'path': 'a.png'}",
        "{'detail': {'$or': [{'a': [1]}, {'b': [{'prefix': 'x'}]}]}}|{'b': 'xy'}|{'a': 2, 'b': 'y'}",
        "{'detail': {'a': [''], 'b': [null]}}|{'a': '', 'b': null}|{'a': '', 'b': ''}",
        "{'detail': {'tags': ['x']}}|{'tags': ['y', 'x']}|{'tags': ['y']}",
        "{'detail': {'d': {'e': ['f']}}}|{'d': {'e': 'f', 'g': 1}}|{'d': {'g': 1}}",
      })
  void matchesAsDocumented(String pattern, String matching, String other) throws Exception {
    rule(pattern, "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");

    put(entry(other), entry(matching));

    assertThat(json(next().text()).get("detail")).isEqualTo(json(matching));
    assertThat(calls).isEmpty();
  }

  private static String entry(String detail) throws Exception {
    return "{'Source': 's', 'DetailType': 'd', 'Detail': "
        + JSON.writeValueAsString(json(detail).toString())
        + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'source': 'shop'}|Event pattern is not valid. Reason: ",
        "{'source': [{'suffixx': 'x'}]}|Unrecognized match type suffixx",
        "{'detail': {'n': [{'numeric': ['>', 'a']}]}}|Value of > must be numeric",
        "{}|Event pattern is not valid",
      })
  void refusesAPatternThatIsNotValid(String pattern, String reason) {
    assertThatThrownBy(() -> rule(pattern, "{'Id': 'f', 'Arn': '" + FUNCTION + "'}"))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("InvalidEventPatternException"))
        .hasMessageContaining(reason);
  }

  /** API reference, PutRule, PutTargets, DescribeEventBus …: their errors. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PutRule|{'Name': 'r', 'EventPattern': '{'}|InvalidEventPatternException",
        "PutRule|{'Name': 'r', 'EventPattern': 'text'}|InvalidEventPatternException",
        "PutRule|{'Name': 'r', 'EventPattern': '[]'}|InvalidEventPatternException",
        "PutRule|{'Name': 'r', 'EventPattern': '{}'}|InvalidEventPatternException",
        "PutRule|{'Name': 'r'}|ValidationException",
        "PutRule|{'Name': 'a b', 'ScheduleExpression': 'rate(1 hour)'}|ValidationException",
        "PutRule|{'ScheduleExpression': 'rate(1 hour)'}|ValidationException",
        "PutRule|{'Name': 'r', 'ScheduleExpression': 'sometimes'}|ValidationException",
        "PutRule|{'Name': 'r', 'State': 'ON', 'ScheduleExpression': 'rate(1 hour)'}|ValidationException",
        "PutRule|{'Name': 'r', 'EventBusName': 'nowhere', 'EventPattern': '{}'}|ResourceNotFoundException",
        "PutTargets|{'Rule': 'none', 'Targets': []}|ResourceNotFoundException",
        "RemoveTargets|{'Rule': 'none', 'Ids': ['f']}|ResourceNotFoundException",
        "DescribeRule|{'Name': 'none'}|ResourceNotFoundException",
        "DescribeEventBus|{'Name': 'none'}|ResourceNotFoundException",
        "CreateEventBus|{'Name': 'default'}|ResourceAlreadyExistsException",
        "CreateEventBus|{'Name': 'a b'}|ValidationException",
        "CreateEventBus|{}|ValidationException",
        "PutEvents|{}|ValidationException",
      })
  void refusesARequestAsEventBridgeDoes(String operation, String request, String code) {
    assertThatThrownBy(() -> call(operation, request))
        .isInstanceOfSatisfying(AwsException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'DetailType': 'd', 'Detail': '{}'}|InvalidArgument",
        "{'Source': 's', 'Detail': '{}'}|InvalidArgument",
        "{'Source': 's', 'DetailType': 'd'}|InvalidArgument",
        "{'Source': 'aws.ec2', 'DetailType': 'd', 'Detail': '{}'}|NotAuthorizedForSourceException",
        "{'Source': 's', 'DetailType': 'd', 'Detail': '[1]'}|MalformedDetail",
        "{'Source': 's', 'DetailType': 'd', 'Detail': '{'}|MalformedDetail",
        "{'Source': 's', 'DetailType': 'd', 'Detail': 'text'}|MalformedDetail",
      })
  void reportsABadEntryAndTakesTheOthers(String bad, String code) throws Exception {
    var answer = put(bad, "{'Source': 's', 'DetailType': 'd', 'Detail': '{}'}");

    assertThat(answer.get("FailedEntryCount").intValue()).isEqualTo(1);
    assertThat(answer.at("/Entries/0/ErrorCode").asText()).isEqualTo(code);
    assertThat(answer.at("/Entries/0").has("EventId")).isFalse();
    assertThat(answer.at("/Entries/1/EventId").asText()).isNotEmpty();
  }

  @Test
  void limitsARequest() {
    var entry = "{'Source': 's', 'DetailType': 'd', 'Detail': '{}'}";
    assertThatThrownBy(() -> put(java.util.Collections.nCopies(11, entry).toArray(String[]::new)))
        .hasMessageContaining("length between 1 and 10");
    assertThatThrownBy(() -> put())
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.code()).isEqualTo("ValidationException"));
    var large = "{'Source': 's', 'DetailType': 'd', 'Detail': '{\\'x\\': \\'%s\\'}'}";
    assertThatThrownBy(() -> put(large.formatted("y".repeat(262_144))))
        .hasMessage("Total size of the entries in the request is over the limit.");
  }

  // The examples of "Amazon EventBridge input transformation", EventBridge User Guide.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"<instance> is in state <state>\"|\"i-0123456789 is in state RUNNING\"",
        "{\"instance\": <instance>, \"state\": \"<state>\"}|{\"instance\": \"i-0123456789\", \"state\": \"RUNNING\"}",
        "{\"all\": <all>, \"n\": <n>, \"first\": \"<first>\"}|{\"all\": {\"instance-id\":\"i-0123456789\",\"state\":"
            + "\"RUNNING\",\"n\":4,\"list\":[\"a\\\"b\"]}, \"n\": 4, \"first\": \"a\\\"b\"}",
        "{\"rule\": \"<aws.events.rule-name>\", \"at\": <aws.events.event.ingestion-time>}|{\"rule\": \"rule\","
            + " \"at\": \"2026-11-21T03:15:00Z\"}",
        "{\"none\": \"<missing>\"}|{\"none\": \"\"}",
      })
  void transformsInput(String template, String expected) throws Exception {
    var target = JSON.createObjectNode().put("Id", "f").put("Arn", FUNCTION);
    target.set(
        "InputTransformer",
        JSON.createObjectNode()
            .put("InputTemplate", template)
            .set(
                "InputPathsMap",
                json(
                    "{'instance': '$.detail.instance-id', 'state': '$.detail.state', 'all': '$.detail',"
                        + " 'n': '$.detail.n', 'first': '$.detail.list[0]'}")));
    rule("{'source': ['s']}", target.toString());

    put(entry("{'instance-id': 'i-0123456789', 'state': 'RUNNING', 'n': 4, 'list': ['a\\\"b']}"));

    assertThat(next().text()).isEqualTo(expected);
  }

  @Test
  void anUnexpectedExceptionLosesNoEvent() throws Exception {
    rule("{'source': ['shop']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");
    synchronized (answers) {
      faultsToThrow = 2;
    }

    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': 1}'}");

    var texts = List.of(next().text(), next().text(), next().text());
    assertThat(texts).allMatch(text -> text.equals(texts.getFirst()));
  }

  @Test
  void retriesWhatMayPass() throws Exception {
    answer(500, "ServiceException");
    answer(429, "TooManyRequestsException");
    rule("{'source': ['s']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");

    put(entry("{}"));

    assertThat(next().text()).isEqualTo(next().text()).isEqualTo(next().text());
  }

  @Test
  void buriesWhatRetriesDidNotHelp() throws Exception {
    answer(500, "ServiceException");
    answer(500, "ServiceException");
    rule(
        "{'source': ['s']}",
        "{'Id': 'f', 'Arn': '%s', 'RetryPolicy': {'MaximumRetryAttempts': 1}, 'DeadLetterConfig': {'Arn': '%s'}}"
            .formatted(FUNCTION, DEAD));

    put(entry("{}"));

    next();
    var event = next().text();
    var letter = json(next().text());
    assertThat(letter.get("QueueUrl").asText()).endsWith("/000000000000/dead");
    assertThat(letter.get("MessageBody").asText()).isEqualTo(event);
    assertThat(letter.at("/MessageAttributes/EXHAUSTED_RETRY_CONDITION/StringValue").asText())
        .isEqualTo("MaximumRetryAttempts");
    assertThat(letter.at("/MessageAttributes/RETRY_ATTEMPTS/StringValue").asText()).isEqualTo("1");
    assertThat(letter.at("/MessageAttributes/RULE_ARN/StringValue").asText())
        .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/rule");
  }

  @Test
  void buriesAtOnceWhatCannotPass() throws Exception {
    answer(404, "ResourceNotFoundException");
    rule(
        "{'source': ['s']}",
        "{'Id': 'f', 'Arn': '%s', 'DeadLetterConfig': {'Arn': '%s'}}".formatted(FUNCTION, DEAD));

    put(entry("{}"));

    next();
    assertThat(json(next().text()).at("/MessageAttributes/ERROR_CODE/StringValue").asText())
        .isEqualTo("NO_RESOURCE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'Id': 't', 'Arn': 'arn:aws:logs:us-east-1:000000000000:log-group:g', 'Input': '1'}|Targets.0.Input: does not go",
        "{'Id': 't', 'Arn': 'arn:aws:kinesis:us-east-1:000000000000:t'}|Targets.0.Arn: targets of kinesis",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:000000000000:t', 'KinesisParameters': {}}|KinesisParameters",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:000000000000:t.fifo'}|SqsParameters.MessageGroupId",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:0:t', 'InputPath': '$..x'}|path $..x",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:0:t', 'InputPath': '$', 'Input': 'x'}|only one of",
        "{'Id': 't'}|Targets.Arn: is missing",
        "{'Id': 't', 'Arn': 'work'}|Targets.0.Arn: is no ARN",
        "{'Id': 'a b', 'Arn': 'arn:aws:sqs:us-east-1:0:t'}|Targets.0.Id: is a b",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:0:t', 'Input': '{'}|Targets.0.Input: is no JSON",
        "{'Id': 't', 'Arn': 'arn:aws:states:us-east-1:0:stateMachine:t'}|Targets.0.RoleArn: is missing",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:0:t', 'RetryPolicy': {'MaximumRetryAttempts': 186}}|MaximumRetryAttempts: is 186",
        "{'Id': 't', 'Arn': 'arn:aws:sqs:us-east-1:0:t', 'DeadLetterConfig': {'Arn': 'arn:aws:sqs:us-east-1:0:d.fifo'}}|DeadLetterConfig.Arn: is arn",
      })
  void namesATargetItDoesNotSupport(String target, String named) {
    assertThatThrownBy(() -> rule("{'source': ['s']}", target)).hasMessageContaining(named);
  }

  private void schedule(String expression, String state) throws Exception {
    putRule(
        "tick",
        json(
            "{'ScheduleExpression': '%s', 'State': '%s', 'Targets': [{'Id': 'f', 'Arn': '%s'}]}"
                .formatted(expression, state, FUNCTION)));
  }

  @Test
  void sendsAScheduledEventToTheTargetsOfARuleThatIsDue() throws Exception {
    schedule("rate(5 minutes)", "ENABLED");

    events.runSchedules(Instant.parse("2026-11-21T03:20:00.122Z"));
    assertThat(calls).isEmpty();
    events.runSchedules(Instant.parse("2026-11-21T03:20:00.123Z"));
    events.runSchedules(Instant.parse("2026-11-21T03:24:59Z"));

    var event = json(next().text());
    assertThat(event.get("source").asText()).isEqualTo("aws.events");
    assertThat(event.get("detail-type").asText()).isEqualTo("Scheduled Event");
    assertThat(event.get("detail")).isEqualTo(json("{}"));
    assertThat(event.get("time").asText()).isEqualTo("2026-11-21T03:20:00Z");
    assertThat(event.at("/resources/0").asText())
        .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/tick");
    events.runSchedules(Instant.parse("2026-11-21T03:25:01Z"));
    assertThat(json(next().text()).get("time").asText()).isEqualTo("2026-11-21T03:25:01Z");
    assertThat(calls).isEmpty();
  }

  @Test
  void aMissedScheduleRunsOnce() throws Exception {
    schedule("rate(1 minute)", "ENABLED");
    events.runSchedules(Instant.parse("2026-11-21T09:00:00Z"));
    events.runSchedules(Instant.parse("2026-11-21T09:01:00Z"));
    assertThat(List.of(time(next()), time(next())))
        .containsExactlyInAnyOrder("2026-11-21T09:00:00Z", "2026-11-21T09:01:00Z");
    assertThat(calls).isEmpty();
  }

  private static String time(AwsCall call) throws Exception {
    return json(call.text()).get("time").asText();
  }

  @Test
  void aDisabledScheduleAndADeletedOneDoNotRun() throws Exception {
    schedule("rate(1 minute)", "ENABLED");
    schedule("rate(1 minute)", "DISABLED");
    events.runSchedules(Instant.parse("2026-11-22T00:00:00Z"));
    schedule("rate(1 minute)", "ENABLED");
    call("RemoveTargets", "{'Rule': 'tick', 'Ids': ['f']}");
    call("DeleteRule", "{'Name': 'tick'}");
    events.runSchedules(Instant.parse("2026-11-23T00:00:00Z"));
    rule("{'source': ['shop']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");
    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{}'}");
    assertThat(json(next().text()).get("source").asText()).isEqualTo("shop");
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(1 minute)|2026-11-21T03:16:00Z",
        "rate(2 hours)|2026-11-21T05:15:00Z",
        "rate(1 day)|2026-11-22T03:15:00Z",
        "cron(0 10 * * ? *)|2026-11-21T10:00:00Z",
        "cron(0/10 * ? * MON-FRI *)|2026-11-23T00:00:00Z",
        "cron(15 12 ? * 1 *)|2026-11-22T12:15:00Z",
        "cron(0 8 1 * ? *)|2026-12-01T08:00:00Z",
        "cron(0 0 L * ? *)|2026-11-30T00:00:00Z",
        "cron(0 9 ? * 2#1 *)|2026-12-07T09:00:00Z",
        "cron(5,35 14 ? JAN * 2027-2028)|2027-01-01T14:05:00Z",
      })
  void knowsWhenAScheduleIsDue(String expression, Instant due) {
    var from = Instant.parse("2026-11-21T03:15:00Z");
    assertThat(Schedule.of(expression, from).times().after(from)).contains(due);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(5 seconds)",
        "at(2026-11-21T00:00:00)",
        "cron(0 10 * * ?)",
        "cron(0 10 * * * *)",
        "cron(60 10 * * ? *)",
        "5 minutes",
      })
  void namesTheRuleOfAScheduleItDoesNotSupport(String expression) {
    assertThatThrownBy(() -> schedule(expression, "ENABLED"))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("Parameter ScheduleExpression is not valid: ");
  }

  @Test
  void schedulesBelongToTheDefaultBus() throws Exception {
    call("CreateEventBus", "{'Name': 'b'}");
    assertThatThrownBy(
            () ->
                putRule(
                    "tick", json("{'EventBusName': 'b', 'ScheduleExpression': 'rate(1 minute)'}")))
        .hasMessageContaining("only on the default event bus");
  }

  @Test
  void aRuleNeedsAPatternOrASchedule() {
    assertThatThrownBy(() -> putRule("none", json("{}")))
        .hasMessageContaining("has no EventPattern and no ScheduleExpression");
  }

  @Test
  void managesRulesThroughTheApi() throws Exception {
    call("CreateEventBus", "{'Name': 'b'}");
    var arn =
        call(
            "PutRule",
            "{'Name': 'r', 'EventBusName': 'b', 'EventPattern': '{\\'source\\': [\\'s\\']}'}");
    call(
        "PutTargets",
        "{'Rule': 'r', 'EventBusName': 'b', 'Targets': [{'Id': 'f', 'Arn': '" + FUNCTION + "'}]}");
    put("{'Source': 's', 'DetailType': 'd', 'Detail': '{}', 'EventBusName': 'b'}");

    assertThat(next().service()).isEqualTo("lambda");
    assertThat(arn.get("RuleArn").asText())
        .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/b/r");
    assertThat(call("DescribeEventBus", "{'Name': 'b'}").get("Arn").asText())
        .endsWith("event-bus/b");
    assertThat(call("ListRules", "{'EventBusName': 'b'}").at("/Rules/0/Name").asText())
        .isEqualTo("r");
    assertThat(
            call("ListTargetsByRule", "{'Rule': 'r', 'EventBusName': 'b'}")
                .at("/Targets/0/Id")
                .asText())
        .isEqualTo("f");
    assertThatThrownBy(() -> call("DeleteRule", "{'Name': 'r', 'EventBusName': 'b'}"))
        .hasMessageContaining("has targets");
    call("RemoveTargets", "{'Rule': 'r', 'EventBusName': 'b', 'Ids': ['f']}");
    call("DeleteRule", "{'Name': 'r', 'EventBusName': 'b'}");
    assertThatThrownBy(() -> call("DescribeRule", "{'Name': 'r', 'EventBusName': 'b'}"))
        .hasMessage("Rule r does not exist on EventBus b.");
    assertThatThrownBy(() -> call("CreateApiDestination", "{}"))
        .hasMessageContaining("events:CreateApiDestination");
  }

  @Test
  void anEventMayBeDroppedOrComeTwice() throws Exception {
    rule("{'source': ['shop']}", "{'Id': 'f', 'Arn': '" + FUNCTION + "'}");
    faults =
        (harm, rule, target, event) -> target.equals(FUNCTION) && event.get().contains(harm.name());

    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': \\'DROP\\'}'}");
    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': \\'DUPLICATE\\'}'}");
    put("{'Source': 'shop', 'DetailType': 'Sold', 'Detail': '{\\'n\\': \\'else\\'}'}");

    var texts = List.of(next().text(), next().text(), next().text());
    assertThat(texts).noneMatch(text -> text.contains("DROP"));
    assertThat(texts.stream().filter(text -> text.contains("DUPLICATE"))).hasSize(2);
  }

  private void rule(String pattern, String target) throws Exception {
    var properties = JSON.createObjectNode();
    properties.set("EventPattern", json(pattern));
    properties.putArray("Targets").add(json(target));
    putRule("rule", properties);
  }

  private void putRule(String name, JsonNode properties) {
    events.putRule(name, RuleSettings.ofCall(properties));
  }

  private JsonNode put(String... entries) throws Exception {
    return call("PutEvents", "{'Entries': [" + String.join(",", entries) + "]}");
  }

  private JsonNode call(String operation, String body) throws Exception {
    var answer =
        events.answer(
            AwsCall.json(
                "events",
                "arn:aws:iam::000000000000:root",
                "AWSEvents." + operation,
                json(body).toString()));
    return JSON.readTree(answer.body());
  }

  private AwsCall next() throws InterruptedException {
    var call = calls.poll(1, TimeUnit.MINUTES);
    assertThat(call).as("a call within a minute").isNotNull();
    return call;
  }

  private void answer(int status, String code) {
    answers.add(
        new AwsAnswer(
            status, Map.of("x-amzn-errortype", code), "{\"Message\":\"no\"}".getBytes(UTF_8)));
  }

  /** JSON that may be written with single quotes. */
  private static JsonNode json(String text) throws Exception {
    return JSON.reader()
        .with(com.fasterxml.jackson.core.JsonParser.Feature.ALLOW_SINGLE_QUOTES)
        .readTree(text.replace("\\'", "\\\""));
  }
}

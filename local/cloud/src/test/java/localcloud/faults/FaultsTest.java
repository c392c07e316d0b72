package localcloud.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static localcloud.cloud.SampleCloud.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.Caller;
import localcloud.aws.NoAnswerException;
import localcloud.eventbridge.EventFaults;
import localcloud.lambda.LambdaFaults;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.sqs.QueueClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
  private static final String ARN = "arn:aws:%s:us-east-1:000000000000:%s";
  private static final String FUNCTION = ARN.formatted("lambda", "function:s-Work");
  private static final String MACHINE = ARN.formatted("states", "stateMachine:s-Flow");
  private static final String RULE = ARN.formatted("events", "rule/s-News");
  private static final String ROLE = "arn:aws:iam::000000000000:role/s-WorkRole";
  private static final String ROOT = "arn:aws:iam::000000000000:root";

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> killed = new CopyOnWriteArrayList<>();
  private final AtomicInteger effects = new AtomicInteger();
  private final Faults faults;

  FaultsTest() {
    var resources = new LinkedHashMap<String, StackResource>();
    add(resources, "Things", "s-Things", ARN.formatted("dynamodb", "table/s-Things"));
    add(resources, "Jobs", "http://127.0.0.1/000000000000/s-Jobs", ARN.formatted("sqs", "s-Jobs"));
    add(resources, "Work", "s-Work", FUNCTION);
    add(resources, "Flow", MACHINE, MACHINE);
    add(resources, "News", "s-News", RULE);
    faults =
        new Faults(
            Stack.of("s", "us-east-1", "000000000000", resources, Map.of()),
            killed::add,
            (function, environment, line) -> log.add(line),
            Clock.systemUTC());
  }

  private static void add(Map<String, StackResource> resources, String id, String ref, String arn) {
    var none = JsonNodeFactory.instance.objectNode();
    resources.put(id, new StackResource(id, "Sample", none, ref, Map.of("Arn", arn), none));
  }

  private void rules(String... rules) {
    var json = "{'seed':7,'rules':[" + String.join(",", rules) + "]}";
    faults.replace(FaultRules.parse(json.replace('\'', '"')));
  }

  private AwsAnswer send(AwsCall call) {
    return faults.intercept(
        call,
        passed -> {
          effects.incrementAndGet();
          return AwsAnswer.json("{\"answer\":true}");
        });
  }

  private static AwsCall put(String table) {
    return json("dynamodb", "DynamoDB_20120810.PutItem", "{\"TableName\":\"" + table + "\"}");
  }

  private static AwsCall json(String service, String target, String body) {
    return AwsCall.json(service, ROLE, target, body)
        .by(new Caller(FUNCTION, () -> "event of o-1", "env1"));
  }

  private static AwsCall invoke(Caller caller) {
    return new AwsCall(
            "lambda",
            ROLE,
            "POST",
            "/2015-03-31/functions/" + FUNCTION + ":live/invocations",
            Map.of(),
            "{\"id\":\"o-2\"}".getBytes(UTF_8))
        .by(caller);
  }

  @ParameterizedTest
  @CsvSource({
    "throttle, dynamodb, DynamoDB_20120810.PutItem, 400, ProvisionedThroughputExceededException",
    "throttle, sqs, AmazonSQS.SendMessage, 400, RequestThrottled",
    "throttle, states, AWSStepFunctions.StartExecution, 400, ThrottlingException",
    "throttle, events, AWSEvents.PutEvents, 400, ThrottlingException",
    "server-error, dynamodb, DynamoDB_20120810.PutItem, 500, InternalServerError",
    "server-error, sqs, AmazonSQS.SendMessage, 503, ServiceUnavailable",
    "server-error, states, AWSStepFunctions.StartExecution, 500, InternalFailure",
    "server-error, events, AWSEvents.PutEvents, 500, InternalException",
    "transaction-conflict, dynamodb, DynamoDB_20120810.PutItem, 400, TransactionConflictException",
    "transaction-conflict, dynamodb, DynamoDB_20120810.UpdateItem, 400, TransactionConflictException",
    "transaction-conflict, dynamodb, DynamoDB_20120810.DeleteItem, 400, TransactionConflictException",
    "deny, dynamodb, DynamoDB_20120810.PutItem, 400, AccessDeniedException",
    "deny, sqs, AmazonSQS.SendMessage, 403, AccessDeniedException",
  })
  void eachServiceFailsInItsOwnWords(
      String fault, String service, String target, int status, String code) {
    rules("{'fault':'" + fault + "'}");
    var answer = send(json(service, target, "{}"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).containsPattern("\"__type\":\"[^\"]*" + code + "\"");
    assertThat(effects).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",'service':'dynamodb'|TransactionConflict, None, None",
        ",'resource':'Things'|None, TransactionConflict, None",
        ",'resource':'s-Things'|None, TransactionConflict, None",
      })
  void aTransactionIsCancelledByTheFirstOfItsItemsThatTheRuleNames(String more, String codes)
      throws IOException {
    rules("{'fault':'transaction-conflict'" + more + "}");

    var answer = send(dynamoDb("TransactWriteItems", transaction("other", "s-Things", "s-Things")));

    assertThat(answer.status()).isEqualTo(400);
    var body = new ObjectMapper().readTree(answer.body());
    assertThat(body.path("__type").asText()).endsWith("#TransactionCanceledException");
    assertThat(body.findValuesAsText("Code")).containsExactly(codes.split(", "));
    assertThat(body.findValuesAsText("Message"))
        .containsExactly(
            "Transaction is ongoing for the item",
            "Transaction cancelled, please refer cancellation reasons for specific reasons ["
                + codes
                + "]");
    assertThat(effects).hasValue(0);
  }

  /** A rule for all calls must not count as struck where AWS has no such answer. */
  @ParameterizedTest
  @ValueSource(strings = {"GetItem", "Query", "BatchGetItem", "BatchWriteItem", "DescribeTable"})
  void onlyAWriteMeetsATransaction(String operation) {
    rules("{'fault':'transaction-conflict'}");

    assertThat(send(dynamoDb(operation, "{\"TableName\":\"s-Things\"}")).status()).isEqualTo(200);
    assertThat(send(json("sqs", "AmazonSQS.SendMessage", "{}")).status()).isEqualTo(200);
    assertThat(faults.injected()).isEmpty();
  }

  private static AwsCall dynamoDb(String operation, String body) {
    return json("dynamodb", "DynamoDB_20120810." + operation, body);
  }

  private static String transaction(String... tables) {
    return Stream.of(tables)
        .map("{\"Put\":{\"TableName\":\"%s\"}}"::formatted)
        .collect(joining(",", "{\"TransactItems\":[", "]}"));
  }

  @Test
  void theQueryProtocolGetsItsErrorsInXml() {
    var form = Map.of("content-type", "application/x-www-form-urlencoded");
    var body = "Action=SendMessage&MessageBody=o%2D5".getBytes(UTF_8);
    var call =
        new AwsCall("sqs", ROLE, "POST", "/000000000000/s-Jobs", form, body)
            .by(Caller.of(MACHINE, () -> ""));
    rules("{'fault':'throttle','resource':'Jobs','operation':'SendMessage','order':'o-5'}");
    assertThat(send(call).text()).contains("<Code>RequestThrottled</Code>");
  }

  @Test
  void anInvocationIsThrottledAsLambdaDoes() {
    rules("{'fault':'throttle','service':'lambda','operation':'Invoke','resource':'Work'}");
    var answer = send(invoke(Caller.of(MACHINE, () -> "")));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers()).containsEntry("x-amzn-errortype", "TooManyRequestsException");
  }

  @Test
  void aSwallowedCallHasNoEffectAndAnUnansweredOneHas() {
    rules(
        "{'id':'a','fault':'timeout-before','count':1,'latencyMillis':5}",
        "{'id':'b','fault':'timeout-after','count':1,'latencyMillis':5}");
    assertThatThrownBy(() -> send(put("s-Things"))).isInstanceOf(NoAnswerException.class);
    assertThat(effects).hasValue(0);
    assertThatThrownBy(() -> send(put("s-Things"))).isInstanceOf(NoAnswerException.class);
    assertThat(effects).hasValue(1);
    assertThat(send(put("s-Things")).status()).isEqualTo(200);
  }

  @Test
  void aRefusalThatIsNeverAnsweredStaysUnknown() {
    rules("{'fault':'timeout-after','latencyMillis':5}");
    assertThatThrownBy(
            () ->
                faults.intercept(
                    put("s-Things"),
                    call -> {
                      throw new AwsException(400, "Refused", "no");
                    }))
        .isInstanceOf(NoAnswerException.class);
  }

  @Test
  void healingLetsGoOfWhatIsHeld() {
    rules("{'fault':'timeout-before'}");
    var held = CompletableFuture.runAsync(() -> send(put("s-Things")), Thread::startVirtualThread);
    await().until(() -> faults.injected().size() == 1);
    assertThat(held).isNotDone();
    faults.heal();
    assertThat(held)
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCauseInstanceOf(NoAnswerException.class);
    assertThat(send(put("s-Things")).status()).isEqualTo(200);
  }

  @Test
  void aMalformedAnswerBreaksOffAfterTheEffect() {
    rules("{'fault':'malformed'}");
    var answer = send(put("s-Things"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"answe");
    assertThat(effects).hasValue(1);
  }

  @Test
  void latencyComesOnTopOfAnotherFault() {
    rules("{'id':'a','fault':'latency','latencyMillis':30}", "{'id':'b','fault':'throttle'}");
    var begin = System.nanoTime();
    assertThat(send(put("s-Things")).status()).isEqualTo(400);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
    assertThat(faults.injected()).extracting(InjectedFault::rule).containsExactly("a", "b");
  }

  @Test
  void theCallersEnvironmentIsKilledBeforeOrAfterTheEffect() {
    rules("{'id':'a','fault':'kill-before','count':1}", "{'id':'b','fault':'kill-after'}");
    assertThatThrownBy(() -> send(put("s-Things"))).isInstanceOf(NoAnswerException.class);
    assertThat(killed).containsExactly("env1");
    assertThat(effects).hasValue(0);
    assertThatThrownBy(() -> send(put("s-Things"))).isInstanceOf(NoAnswerException.class);
    assertThat(killed).hasSize(2);
    assertThat(effects).hasValue(1);
  }

  @Test
  void whatRunsInNoEnvironmentCannotBeKilled() {
    rules("{'fault':'kill-before'}");
    assertThat(send(invoke(Caller.of(MACHINE, () -> ""))).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'service':'dynamodb'|true",
        "'service':'sqs'|false",
        "'operation':'PutItem'|true",
        "'operation':'GetItem'|false",
        "'resource':'Things'|true",
        "'resource':'s-Things'|true",
        "'resource':'Jobs'|false",
        "'function':'Work'|true",
        "'function':'Flow'|false",
        "'order':'o-1'|true",
        "'order':'Thin'|true",
        "'order':'o-2'|false",
      })
  void aRuleMeetsOnlyWhatAllItsSelectorsFit(String selector, boolean meets) {
    rules("{'fault':'throttle'," + selector + "}");
    assertThat(send(put("s-Things")).isError()).isEqualTo(meets);
  }

  @Test
  void aQueueATableOfATransactionAndAMachineAreFoundByTheirLogicalIds() {
    for (var call :
        Map.of(
                "Jobs",
                json("sqs", "AmazonSQS.SendMessage", "{\"QueueUrl\":\"http://x/0/s-Jobs\"}"),
                "Things",
                dynamoDb("TransactWriteItems", transaction("other", "s-Things")),
                "Flow",
                json(
                    "states",
                    "AWSStepFunctions.StartExecution",
                    "{\"stateMachineArn\":\"" + MACHINE + "\"}"))
            .entrySet()) {
      rules("{'fault':'server-error','resource':'" + call.getKey() + "'}");
      assertThat(send(call.getValue()).status()).as(call.getKey()).isGreaterThanOrEqualTo(500);
    }
  }

  @Test
  void aWorkflowIsFoundAsTheCaller() {
    rules("{'fault':'throttle','function':'Flow','order':'run-9'}");
    assertThat(send(invoke(Caller.of(MACHINE, () -> "run-9 {}"))).isError()).isTrue();
    assertThat(send(invoke(Caller.of(MACHINE, () -> "run-8 {}"))).isError()).isFalse();
  }

  @Test
  void whoeverCallsFromOutsideIsMetOnlyByName() {
    for (var principal : List.of(ROOT, ROLE)) {
      var outside = AwsCall.json("dynamodb", principal, "DynamoDB_20120810.PutItem", "{}");
      rules("{'fault':'throttle'}");
      assertThat(send(outside).isError()).isFalse();
      rules("{'fault':'throttle','function':'root'}");
      assertThat(send(outside).isError()).isTrue();
    }
  }

  @Test
  void someAreSparedSomeAreMetAndTheRestIsSparedAgain() {
    rules("{'fault':'throttle','skip':2,'count':3}");
    assertThat(outcomes(8)).isEqualTo("..xxx...");
    assertThat(faults.injected("r1")).isEqualTo(3);
  }

  @Test
  void theSameSeedDrawsTheSameChances() {
    var rule = "{'fault':'throttle','probability':0.3}";
    rules(rule);
    var first = outcomes(200);
    rules(rule);
    assertThat(outcomes(200)).isEqualTo(first);
    assertThat(first.chars().filter(c -> c == 'x').count()).isBetween(30L, 90L);
  }

  private String outcomes(int calls) {
    return IntStream.range(0, calls)
        .mapToObj(i -> send(put("s-Things")).isError() ? "x" : ".")
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'fault':'kill-before','service':'lambda','operation':'Invoke','function':'Work'|KILL_AT_START||true",
        "'fault':'kill-before','service':'lambda','operation':'Invoke'|KILL_AT_END||false",
        "'fault':'kill-after','service':'lambda','operation':'Invoke','resource':'s-Work'|KILL_AT_END||true",
        "'fault':'kill-after','function':'Work','operation':'GetItem'|KILL_AT_END||false",
        "'fault':'out-of-memory','order':'e-1'|OUT_OF_MEMORY||true",
        "'fault':'throw','order':'e-2'|THROW||false",
        "'fault':'throw','function':'Other'|THROW||false",
        "'fault':'duplicate-delivery','service':'sqs','resource':'Jobs'|DUPLICATE|JOBS|true",
        "'fault':'duplicate-delivery','service':'lambda'|DUPLICATE|JOBS|false",
        "'fault':'duplicate-delivery','service':'lambda'|DUPLICATE||true",
        "'fault':'delayed-delivery','latencyMillis':9,'function':'Work'|DELAY|JOBS|true",
        "'fault':'redelivery','resource':'Things'|KEEP|JOBS|false",
        "'fault':'redelivery','resource':'s-Jobs'|KEEP|JOBS|true",
      })
  void invocationsAndBatchesMeetTheirOwnFaults(
      String rule, LambdaFaults.Harm harm, String source, boolean meets) {
    rules("{" + rule + "}");
    var queue = source == null ? "" : ARN.formatted("sqs", "s-Jobs");
    var struck = faults.ofLambda().strike(harm, FUNCTION + ":live", queue, () -> "e-1");
    assertThat(struck.isPresent()).isEqualTo(meets);
    assertThat(faults.injected()).hasSize(meets ? 1 : 0);
    assertThat(send(put("s-Things")).isError()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'fault':'drop-event'|DROP|true",
        "'fault':'drop-event','resource':'News'|DROP|true",
        "'fault':'drop-event','function':'Work'|DROP|true",
        "'fault':'drop-event','resource':'Jobs'|DROP|false",
        "'fault':'duplicate-delivery','service':'events','order':'e-1'|DUPLICATE|true",
        "'fault':'duplicate-delivery','service':'sqs'|DUPLICATE|false",
      })
  void eventsMeetTheirOwnFaults(String rule, EventFaults.Harm harm, boolean meets) {
    rules("{" + rule + "}");
    assertThat(faults.ofEvents().strike(harm, RULE, FUNCTION, () -> "e-1")).isEqualTo(meets);
  }

  @Test
  void aClockIsOffAsLongAsItsRuleIsInForce() {
    var noon = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    var states = new ServiceClock(noon, faults, "states");
    rules("{'fault':'clock-skew','service':'states','latencyMillis':-600000}");
    assertThat(states.instant()).isEqualTo("2026-11-21T11:50:00Z");
    assertThat(new ServiceClock(noon, faults, "events").instant()).isEqualTo(noon.instant());
    faults.heal();
    assertThat(states.instant()).isEqualTo(noon.instant());
  }

  @Test
  void aQueueTellsTimesThatAreOff() {
    var received =
        "{\"Messages\":[{\"Body\":\"{\\\"SentTimestamp\\\":\\\"5\\\"}\",\"Attributes\":{\"SentTimestamp\":\"5\"}}]}";
    var queue = new QueueClock(call -> AwsAnswer.json(received), faults);
    rules("{'fault':'clock-skew','latencyMillis':1000}");
    assertThat(queue.answer(json("sqs", "AmazonSQS.ReceiveMessage", "{}")).text())
        .contains("\"SentTimestamp\":\"1005\"", "\\\"5\\\"");
    assertThat(queue.answer(json("sqs", "AmazonSQS.SendMessage", "{}")).text()).isEqualTo(received);
  }

  @Test
  void everyInjectedFaultIsLoggedAndKept() {
    rules("{'id':'mine','fault':'throttle','count':1}");
    send(put("s-Things"));
    assertThat(log)
        .containsExactly("seed 7, 1 rules", "mine throttle: PutItem of dynamodb on Things by Work");
    assertThat(faults.injected())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.rule()).isEqualTo("mine");
              assertThat(entry.caller()).isEqualTo("Work");
              assertThat(entry.resources()).containsExactly("Things");
            });
  }

  @Test
  void moreRulesComeBehindThoseThatAreThere() {
    rules("{'id':'a','fault':'throttle','count':1}");
    faults.add(FaultRules.parse("{\"rules\":[{\"id\":\"b\",\"fault\":\"server-error\"}]}"));
    assertThat(send(put("s-Things")).status()).isEqualTo(400);
    assertThat(send(put("s-Things")).status()).isEqualTo(500);
    assertThat(faults.json()).contains("\"seed\":7", "\"id\":\"a\"", "\"id\":\"b\"");
    assertThatThrownBy(
            () -> faults.add(FaultRules.parse("{\"rules\":[{\"id\":\"a\",\"fault\":\"deny\"}]}")))
        .isInstanceOf(InvalidFaultRulesException.class);
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.awaiting;
import static localcloud.lambda.LocalFunctions.function;
import static localcloud.lambda.LocalFunctions.patient;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsException;
import localcloud.lambda.sample.Probe;
import localcloud.resources.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsyncInvocationsTest {
  private static final String QUEUE = "arn:aws:sqs:eu-central-1:000000000000:failures";
  private static final String BUS = "arn:aws:events:eu-central-1:000000000000:event-bus/news";
  private static final String OTHER = "arn:aws:lambda:eu-central-1:000000000000:function:other";
  private static final String ARN = "arn:aws:lambda:eu-central-1:000000000000:function:";
  private static final String FAIL = "{\"do\":\"fail\",\"message\":\"nö\"}";
  private static final Duration LONG = Duration.ofHours(6);

  private final RecordingAws aws = new RecordingAws();
  private LocalFunctions functions;

  @BeforeAll
  void start() {
    functions =
        new LocalFunctions(settings(109, Duration.ofSeconds(20), null, Duration.ofMillis(10)), aws);
  }

  @AfterAll
  void stop() {
    functions.close();
  }

  @BeforeEach
  void forgetCalls() {
    aws.calls.clear();
    aws.answers = call -> AwsAnswer.json("{\"FailedEntryCount\": 0}");
  }

  @Test
  void sendsAnEventThatKeepsFailingToTheFailureQueueWithItsError() {
    define("failing", null);
    configure("failing", "$LATEST", 2, LONG, null, QUEUE);

    var id = invoke("failing", FAIL);

    var sent = aws.message();
    assertThat(aws.call().service()).isEqualTo("sqs");
    assertThat(aws.call().principal()).isEqualTo(LocalFunctions.ROLE);
    assertThat(aws.request().get("QueueUrl").asText()).endsWith("/000000000000/failures");
    assertThat(sent.get("version").asText()).isEqualTo("1.0");
    assertThat(sent.get("timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(sent.get("requestContext"))
        .isEqualTo(
            RecordingAws.json(
                """
                {"requestId":"%s","functionArn":"%sfailing:$LATEST",
                 "condition":"RetriesExhausted","approximateInvokeCount":3}
                """
                    .formatted(id, ARN)));
    assertThat(sent.get("requestPayload")).isEqualTo(RecordingAws.json(FAIL));
    assertThat(sent.get("responseContext"))
        .isEqualTo(
            RecordingAws.json(
                "{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}"));
    assertThat(sent.at("/responsePayload/errorMessage").asText()).isEqualTo("nö");
    assertThat(sent.at("/responsePayload/errorType").asText())
        .isEqualTo(Probe.ProbeFailedException.class.getName());
    assertThat(sent.at("/responsePayload/stackTrace").isArray()).isTrue();
    assertThat(runs(id)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,2"})
  void retriesAsOftenAsConfigured(int retries, int runs) {
    define("retried" + retries, null);
    configure("retried" + retries, "$LATEST", retries, LONG, null, QUEUE);

    var id = invoke("retried" + retries, FAIL);

    assertThat(aws.message().at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(runs);
    assertThat(runs(id)).isEqualTo(runs);
  }

  @Test
  void keepsTheEventAsItWasSent() {
    define("exact", null);
    configure("exact", "$LATEST", 0, LONG, null, QUEUE);
    var event = "{\"do\":\"fail\", \"price\": 1.10000000000000000000001, \"message\":\"\\u00e4\"}";

    invoke("exact", event);

    aws.call();
    assertThat(aws.request().get("MessageBody").asText())
        .contains("\"requestPayload\":" + event + ",");
  }

  @Test
  void putsASuccessOnTheEventBus() {
    define("pleased", null);
    configure("pleased", "$LATEST", 2, LONG, BUS, QUEUE);

    var id = invoke("pleased", "{\"text\":\"x\"}");

    var entry = aws.request().at("/Entries/0");
    assertThat(aws.call().operation()).isEqualTo("PutEvents");
    assertThat(entry.get("EventBusName").asText()).isEqualTo(BUS);
    assertThat(entry.get("Source").asText()).isEqualTo("lambda");
    assertThat(entry.get("DetailType").asText())
        .isEqualTo("Lambda Function Invocation Result - Success");
    assertThat(entry.get("Resources"))
        .isEqualTo(RecordingAws.json("[\"%s\",\"%spleased:$LATEST\"]".formatted(BUS, ARN)));
    var detail = RecordingAws.json(entry.get("Detail").asText());
    assertThat(detail.at("/requestContext/requestId").asText()).isEqualTo(id);
    assertThat(detail.at("/requestContext/condition").asText()).isEqualTo("Success");
    assertThat(detail.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(1);
    assertThat(detail.get("responseContext"))
        .isEqualTo(RecordingAws.json("{\"statusCode\":200,\"executedVersion\":\"$LATEST\"}"));
    assertThat(detail.at("/responsePayload/event/text").asText()).isEqualTo("x");
  }

  @Test
  void putsAFailureOnTheEventBus() {
    define("displeased", null);
    configure("displeased", "$LATEST", 0, LONG, null, BUS);

    invoke("displeased", FAIL);

    assertThat(aws.request().at("/Entries/0/DetailType").asText())
        .isEqualTo("Lambda Function Invocation Result - Failure");
  }

  @Test
  void invokesAFunctionAsynchronouslyWithTheRecord() {
    define("chained", null);
    configure("chained", "$LATEST", 0, LONG, OTHER, null);

    invoke("chained", "{}");

    assertThat(aws.call().service()).isEqualTo("lambda");
    assertThat(aws.call().path()).contains("function%3Aother/invocations");
    assertThat(aws.call().headers()).containsEntry("x-amz-invocation-type", "Event");
    assertThat(aws.request().at("/requestContext/condition").asText()).isEqualTo("Success");
  }

  @Test
  void usesTheAliasesConfigForTheAliasOnly() {
    define("aliased", null);
    functions.lambda.alias("aliased", "live", "$LATEST");
    configure("aliased", "live", 0, LONG, null, QUEUE);

    var unqualified = invoke("aliased", FAIL);
    await().until(() -> runs(unqualified) == 3);
    var byAlias = invoke("aliased:live", FAIL);

    assertThat(aws.message().at("/requestContext/requestId").asText()).isEqualTo(byAlias);
    assertThat(aws.message().at("/requestContext/functionArn").asText())
        .isEqualTo(ARN + "aliased:live");
    assertThat(aws.calls).hasSize(1);
    assertThat(runs(byAlias)).isEqualTo(1);
  }

  @Test
  void tellsTheFunctionTheAliasByWhichItWasInvoked() {
    define("context", null);
    functions.lambda.alias("context", "live", "$LATEST");

    assertThat(functions.json("context:live", "{\"do\":\"context\"}").get("arn").asText())
        .isEqualTo(ARN + "context:live");
  }

  @Test
  void givesUpAnEventThatIsTooOldForItsNextRetry() {
    try (var own =
        new LocalFunctions(settings(109, Duration.ofSeconds(20), null, Duration.ofHours(1)), aws)) {
      own.lambda.define(function("old", Probe.class, Duration.ofSeconds(20), 128, null));
      own.lambda.configure(
          new EventInvokeConfig("old", "$LATEST", 2, Duration.ofSeconds(3), null, QUEUE));
      own.invoke("old", "{}"); // a warm environment runs the event at once

      own.invoke("old", FAIL, "x-amz-invocation-type", "Event");

      var sent = aws.message();
      assertThat(sent.at("/requestContext/condition").asText()).isEqualTo("EventAgeExceeded");
      assertThat(sent.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(1);
      assertThat(sent.at("/responsePayload/errorMessage").asText()).isEqualTo("nö");
    }
  }

  @Test
  void offersAThrottledEventAgainUntilThereIsRoom() {
    functions.lambda.define(function("tight", Probe.class, Duration.ofSeconds(20), 128, 1));
    configure("tight", "$LATEST", 0, LONG, QUEUE, null);
    var first = invoke("tight", "{\"do\":\"sleep\",\"millis\":1000}");

    var second = invoke("tight", "{}");

    await().until(() -> aws.calls.size() == 2);
    assertThat(
            aws.calls.stream()
                .map(call -> RecordingAws.json(call.text()).get("MessageBody").asText())
                .map(RecordingAws::json)
                .map(sent -> sent.at("/requestContext")))
        .allMatch(context -> context.get("approximateInvokeCount").asInt() == 1)
        .extracting(context -> context.get("requestId").asText())
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void givesUpAThrottledEventThatIsTooOldWithoutAResponse(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    functions.lambda.define(patient("full", 1));
    configure("full", "$LATEST", 0, Duration.ofMillis(1200), null, QUEUE);
    var busy = Thread.ofVirtual().start(() -> functions.invoke("full", awaiting(end)));
    await().until(() -> functions.starts("full") == 1);
    assertThat(functions.invoke("full", "{}").status()).isEqualTo(429);

    invoke("full", "{}");

    assertThat(aws.message().at("/requestContext/condition").asText())
        .isEqualTo("EventAgeExceeded");
    assertThat(aws.message().at("/requestContext/approximateInvokeCount").asInt()).isZero();
    assertThat(aws.message().has("responseContext")).isFalse();
    assertThat(aws.message().has("responsePayload")).isFalse();
    Files.createFile(end);
    busy.join();
  }

  @Test
  void sendsTheBareEventToTheFunctionsDeadLetterQueue() {
    functions.lambda.define(withDeadLetters("buried", null));
    configure("buried", "$LATEST", 0, LONG, null, null);

    var id = invoke("buried", FAIL);

    assertThat(aws.call().principal()).isEqualTo(LocalFunctions.ROLE);
    assertThat(aws.request().get("MessageBody").asText()).isEqualTo(FAIL);
    assertThat(attribute("RequestID"))
        .isEqualTo(
            RecordingAws.json("{\"DataType\":\"String\",\"StringValue\":\"%s\"}".formatted(id)));
    assertThat(attribute("ErrorCode"))
        .isEqualTo(RecordingAws.json("{\"DataType\":\"Number\",\"StringValue\":\"200\"}"));
    assertThat(attribute("ErrorMessage").get("StringValue").asText()).isEqualTo("nö");
  }

  @Test
  void cutsALongErrorMessageForTheDeadLetterQueue() {
    functions.lambda.define(withDeadLetters("verbose", null));
    configure("verbose", "$LATEST", 0, LONG, null, null);

    invoke("verbose", "{\"do\":\"fail\",\"message\":\"" + "m".repeat(5000) + "\"}");

    assertThat(attribute("ErrorMessage").get("StringValue").asText()).hasSize(1024);
  }

  @Test
  void buriesEventsAtOnceIfTheReservedConcurrencyIsZero() {
    functions.lambda.define(withDeadLetters("stopped", 0));
    configure("stopped", "$LATEST", 2, LONG, null, QUEUE);

    invoke("stopped", "{}");

    await().until(() -> aws.calls.size() == 2);
    assertThat(aws.message().at("/requestContext/condition").asText())
        .isEqualTo("ZeroReservedConcurrency");
    assertThat(RecordingAws.json(aws.calls.get(1).text()).at("/MessageAttributes/ErrorCode"))
        .isEqualTo(RecordingAws.json("{\"DataType\":\"Number\",\"StringValue\":\"429\"}"));
  }

  @Test
  void repeatsADeliveryThatWasThrottled() {
    define("patient", null);
    configure("patient", "$LATEST", 0, LONG, QUEUE, null);
    aws.answers =
        call -> {
          if (aws.calls.size() < 3) {
            throw new AwsException(503, "ServiceUnavailable", "again");
          }
          return AwsAnswer.json("{}");
        };
    var before = failures("DestinationDeliveryFailures");

    invoke("patient", "{}");

    await().until(() -> aws.calls.size() == 3);
    assertThat(failures("DestinationDeliveryFailures")).isEqualTo(before);
  }

  @Test
  void repeatsADeliveryThatMetAnUnexpectedException() {
    define("unlucky", null);
    configure("unlucky", "$LATEST", 0, LONG, QUEUE, null);
    aws.answers =
        call -> {
          if (aws.calls.size() < 3) {
            throw new IllegalStateException("a fault of the queue");
          }
          return AwsAnswer.json("{}");
        };
    var before = failures("DestinationDeliveryFailures");

    invoke("unlucky", "{}");

    await().until(() -> aws.calls.size() == 3);
    assertThat(failures("DestinationDeliveryFailures")).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"sqs,400,{},1", "events,200,{\"FailedEntryCount\": 1},1", "sqs,500,{},3"})
  void countsADeliveryThatFailsAndGivesItUp(String service, int status, String body, int calls) {
    var name = "lost" + service + status;
    define(name, null);
    configure(name, "$LATEST", 0, LONG, service.equals("sqs") ? QUEUE : BUS, null);
    aws.answers = call -> new AwsAnswer(status, Map.of(), body.getBytes(UTF_8));
    var before = failures("DestinationDeliveryFailures");

    invoke(name, "{}");

    await().until(() -> failures("DestinationDeliveryFailures") == before + 1);
    assertThat(aws.calls).hasSize(calls);
  }

  @Test
  void countsEventsThatWereDropped() {
    functions.lambda.define(withDeadLetters("dropped", null));
    configure("dropped", "$LATEST", 0, LONG, null, null);
    aws.answers = call -> new AwsAnswer(403, Map.of(), new byte[0]);
    var dropped = failures("AsyncEventsDropped");
    var dead = failures("DeadLetterErrors");

    invoke("dropped", FAIL);

    await().until(() -> failures("DeadLetterErrors") == dead + 1);
    assertThat(failures("AsyncEventsDropped")).isEqualTo(dropped + 1);
  }

  @Test
  void sendsNothingAfterASynchronousInvoke() {
    define("direct", null);
    configure("direct", "$LATEST", 0, LONG, QUEUE, QUEUE);

    functions.invoke("direct", FAIL);
    invoke("direct", "{}");

    assertThat(aws.message().at("/requestContext/condition").asText()).isEqualTo("Success");
    assertThat(aws.calls).hasSize(1);
  }

  @Test
  void readsATemplatesConfig() {
    var config =
        read(
            config(
                """
                "MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60,
                "DestinationConfig":{"OnSuccess":{"Destination":"%s"},"OnFailure":{"Destination":"%s"}}
                """
                    .formatted(BUS, QUEUE)));

    assertThat(config)
        .isEqualTo(new EventInvokeConfig("f", "live", 0, Duration.ofMinutes(1), BUS, QUEUE));
    assertThat(read(config("\"MaximumRetryAttempts\":2")))
        .isEqualTo(EventInvokeConfig.defaults("f", "live"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OnFailure|arn:aws:sqs:eu-central-1:000000000000:q.fifo|no FIFO queue",
        "OnSuccess|arn:aws:sns:eu-central-1:000000000000:topic.fifo|no FIFO queue or topic",
        "OnFailure|arn:aws:s3:::bucket|s3 is not supported",
        "OnFailure|somewhere|somewhere is not supported"
      })
  void refusesADestinationThatItCannotServe(String condition, String arn, String message) {
    var config =
        config("\"DestinationConfig\":{\"%s\":{\"Destination\":\"%s\"}}".formatted(condition, arn));

    assertThatThrownBy(() -> read(config))
        .hasMessageContaining("DestinationConfig." + condition)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "MaximumRetryAttempts,3",
    "MaximumRetryAttempts,-1",
    "MaximumEventAgeInSeconds,59",
    "MaximumEventAgeInSeconds,21601",
    "Retries,1"
  })
  void refusesWhatLambdaDoesNotTake(String property, int value) {
    assertThatThrownBy(() -> read(config("\"%s\":%d".formatted(property, value))))
        .hasMessageContaining(property);
  }

  @ParameterizedTest
  @CsvSource({"stranger,$LATEST", "known,dead"})
  void refusesTheConfigOfAStranger(String name, String qualifier) {
    define("known", null);

    assertThatThrownBy(() -> configure(name, qualifier, 0, LONG, null, null))
        .hasMessageContaining("no function %s with qualifier %s".formatted(name, qualifier));
  }

  @Test
  void refusesADeadLetterQueueThatIsFifo() {
    var properties =
        RecordingAws.json(
            "{\"Code\":{},\"Runtime\":\"java25\",\"Role\":\"r\",\"Handler\":\"a.B\",\"DeadLetterConfig\":{\"TargetArn\":\""
                + QUEUE
                + "\"}}");
    var fifo = RecordingAws.json(properties.toString().replace("failures", "failures.fifo"));

    assertThat(spec(properties).deadLetterArn()).isEqualTo(QUEUE);
    assertThatThrownBy(() -> spec(fifo)).hasMessageContaining("DeadLetterConfig");
  }

  private static FunctionSpec spec(JsonNode properties) {
    return FunctionHandler.spec(
        Properties.ofCall(FunctionHandler.TYPE, properties), ARN + "f", Path.of("."));
  }

  private static EventInvokeConfig read(JsonNode properties) {
    return EventInvokeConfigHandler.config(
        Properties.ofCall(EventInvokeConfigHandler.TYPE, properties));
  }

  private static JsonNode config(String properties) {
    return RecordingAws.json("{\"FunctionName\":\"f\",\"Qualifier\":\"live\"," + properties + "}");
  }

  @Test
  void anEventThatWaitsForItsTurnGrowsTooOldThere(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    functions.lambda.define(patient("crowded", null));
    configure("crowded", "$LATEST", 0, LONG, null, null);
    for (var i = 0; i < 4; i++) { // as many as there are environments
      invoke("crowded", awaiting(end));
    }
    await().until(() -> functions.starts("crowded") == 4);
    configure("crowded", "$LATEST", 0, Duration.ofSeconds(1), null, QUEUE);

    invoke("crowded", "{\"do\":\"late\"}");

    var sent = aws.message();
    Files.createFile(end);
    assertThat(sent.at("/requestContext/condition").asText()).isEqualTo("EventAgeExceeded");
    assertThat(sent.at("/requestContext/approximateInvokeCount").asInt()).isZero();
  }

  private void define(String name, Integer reserved) {
    functions.lambda.define(function(name, Probe.class, Duration.ofSeconds(20), 128, reserved));
  }

  private static FunctionSpec withDeadLetters(String name, Integer reserved) {
    var spec = function(name, Probe.class, Duration.ofSeconds(20), 128, reserved);
    return LocalFunctions.java(
        spec.name(),
        spec.arn(),
        spec.roleArn(),
        spec.handler(),
        spec.code(),
        spec.memoryMb(),
        spec.timeout(),
        spec.environment(),
        spec.reservedConcurrency(),
        QUEUE);
  }

  private void configure(
      String name, String qualifier, int retries, Duration age, String success, String failure) {
    functions.lambda.configure(
        new EventInvokeConfig(name, qualifier, retries, age, success, failure));
  }

  /** Invokes asynchronously; the answer is the request's ID. */
  private String invoke(String name, String event) {
    var answer = functions.invoke(name, event, "x-amz-invocation-type", "Event");
    assertThat(answer.status()).isEqualTo(202);
    return answer.headers().get("x-amzn-requestid");
  }

  private long runs(String id) {
    return functions.log.stream().filter(("END RequestId: " + id)::equals).count();
  }

  private long failures(String metric) {
    return functions.lambda.asyncMetrics().getOrDefault(metric, 0L);
  }

  private JsonNode attribute(String name) {
    return aws.request().get("MessageAttributes").get(name);
  }
}

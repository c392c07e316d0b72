package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.awaiting;
import static localcloud.lambda.LocalFunctions.function;
import static localcloud.lambda.LocalFunctions.json;
import static localcloud.lambda.LocalFunctions.patient;
import static localcloud.lambda.LocalFunctions.probe;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.lambda.sample.Probe;
import localcloud.resources.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaApiTest {
  private LocalFunctions functions;

  @BeforeAll
  void start() {
    functions =
        new LocalFunctions(settings(2, Duration.ofSeconds(10), null, Duration.ofMillis(10)));
    functions.lambda.define(probe("api"));
    functions.lambda.alias("api", "live", "$LATEST");
  }

  @AfterAll
  void stop() {
    functions.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api",
        "api:live",
        "api:$LATEST",
        "function:api",
        "000000000000:function:api",
        "arn%3Aaws%3Alambda%3Aeu-central-1%3A000000000000%3Afunction%3Aapi%3Alive",
        "arn:aws:lambda:eu-central-1:000000000000:function:api"
      })
  void findsAFunctionByEachOfItsNames(String name) {
    var answer = functions.invoke(name, "{}", "x-amz-invocation-type", "DryRun");

    assertThat(answer.status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "stranger,RequestResponse,{},404,ResourceNotFoundException",
    "api:old,RequestResponse,{},404,ResourceNotFoundException",
    "api,Later,{},400,InvalidParameterValueException",
    "api,RequestResponse,{,400,InvalidRequestContentException",
    "api,Event,{} x,400,InvalidRequestContentException"
  })
  void refusesAsAwsDoes(String name, String type, String payload, int status, String code) {
    var answer = functions.invoke(name, payload, "x-amz-invocation-type", type);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("x-amzn-errortype", code);
    assertThat(json(answer).get("Type").asText()).isEqualTo("User");
  }

  @ParameterizedTest
  @CsvSource({"RequestResponse,6291457", "Event,1048577"})
  void refusesALargeEvent(String type, int size) {
    var payload = "\"" + "x".repeat(size - 2) + "\"";

    var answer = functions.invoke("api", payload, "x-amz-invocation-type", type);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.headers()).containsEntry("x-amzn-errortype", "RequestTooLargeException");
  }

  @Test
  void reportsAResponseThatIsTooLarge() {
    functions.lambda.define(function("large", Probe.class, Duration.ofSeconds(20), 512, null));

    var answer = functions.json("large", "{\"do\":\"large\",\"size\":7000000}");

    assertThat(answer.get("errorType").asText()).isEqualTo("Function.ResponseSizeTooLarge");
    assertThat(functions.json("large", "{\"do\":\"large\",\"size\":6000000}").get("text").asText())
        .hasSize(6_000_000);
  }

  @Test
  void repeatsAFailedEventTwice() {
    var answer =
        functions.invoke(
            "api",
            "{\"do\":\"fail\",\"message\":\"async-fault\"}",
            "x-amz-invocation-type",
            "Event");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
    var end = "END RequestId: " + answer.headers().get("x-amzn-requestid");
    await().until(() -> functions.log.stream().filter(end::equals).count() == 3);
    await()
        .during(Duration.ofMillis(200))
        .until(() -> functions.log.stream().filter(end::equals).count() == 3);
  }

  @Test
  void acceptsEventsBeyondTheConcurrencyAndRunsThemLater() {
    try (var own =
        new LocalFunctions(settings(101, Duration.ofSeconds(10), null, Duration.ofMillis(10)))) {
      own.lambda.define(function("single", Probe.class, Duration.ofSeconds(20), 128, 1));
      for (int i = 0; i < 4; i++) {
        var event = "{\"do\":\"print\",\"text\":\"event-" + i + "\"}";
        assertThat(own.invoke("single", event, "x-amz-invocation-type", "Event").status())
            .isEqualTo(202);
      }

      await()
          .untilAsserted(
              () -> assertThat(own.log).contains("event-0", "event-1", "event-2", "event-3"));
    }
  }

  @Test
  void throttlesAtTheAccountsConcurrency(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    functions.lambda.define(patient("held", null));
    functions.invoke("held", awaiting(end), "x-amz-invocation-type", "Event");
    functions.invoke("held", awaiting(end), "x-amz-invocation-type", "Event");
    await().until(() -> functions.starts("held") == 2);

    assertThat(functions.invoke("api", "{}").status()).isEqualTo(429);

    Files.createFile(end);
    await().untilAsserted(() -> assertThat(functions.invoke("api", "{}").status()).isEqualTo(200));
  }

  @Test
  void endsEnvironmentsThatAreIdleTooLong() {
    try (var own =
        new LocalFunctions(
            settings(9, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ZERO))) {
      own.lambda.define(probe("idle"));
      var pid = own.json("idle", "{}").get("pid").asLong();

      await().until(() -> ProcessHandle.of(pid).isEmpty());

      assertThat(own.json("idle", "{}").get("pid").asLong()).isNotEqualTo(pid);
    }
  }

  @Test
  void runsNewCodeAfterANewDefinition() {
    functions.lambda.define(probe("changing"));
    var old = functions.json("changing", "{}").get("pid").asLong();

    functions.lambda.define(probe("changing"));

    assertThat(functions.json("changing", "{}").get("pid").asLong()).isNotEqualTo(old);
    await().until(() -> ProcessHandle.of(old).isEmpty());
  }

  @Test
  void joinsFoldersAndJarsToATaskFolder(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("more/lib"));
    Files.writeString(folder.resolve("more/lib/second.jar"), "");
    Files.writeString(folder.resolve("first.jar"), "");
    var code =
        List.of(
            Path.of("target/test-classes"), folder.resolve("first.jar"), folder.resolve("more"));
    var spec =
        LocalFunctions.java(
            "joined",
            "arn:aws:lambda:eu-central-1:000000000000:function:joined",
            LocalFunctions.ROLE,
            Probe.class.getName(),
            code,
            256,
            Duration.ofSeconds(20),
            Map.of(),
            null,
            null);

    functions.lambda.define(spec);

    var root =
        functions.json("joined", "{\"do\":\"environment\"}").get("LAMBDA_TASK_ROOT").asText();
    assertThat(Path.of(root, "lib")).isDirectoryContaining("glob:**/first.jar");
    assertThat(Path.of(root, "lib")).isDirectoryContaining("glob:**/second.jar");
  }

  @Test
  void describesAFunction() {
    var answer = get("/2015-03-31/functions/api");

    assertThat(json(answer).at("/Configuration/Handler").asText())
        .isEqualTo(Probe.class.getName() + "::handleRequest");
    assertThat(json(get("/2015-03-31/functions/api/configuration")).get("MemorySize").asInt())
        .isEqualTo(256);
    assertThat(
            json(get("/2015-03-31/functions/")).get("Functions").findValuesAsText("FunctionName"))
        .contains("api");
    assertThat(get("/2015-03-31/functions/api/policy").status()).isEqualTo(501);
  }

  @Test
  void readsATemplatesProperties() throws Exception {
    var json = new ObjectMapper();
    var properties =
        json.readTree(
            """
            {"Code":{},"Runtime":"java25","Handler":"a.B","Role":"r","Timeout":7,"MemorySize":512,"ReservedConcurrentExecutions":3,
             "Environment":{"Variables":{"A":"1"}}}
            """);

    var spec = spec(properties);

    assertThat(spec.name()).isEqualTo("f");
    assertThat(spec.timeout()).hasSeconds(7);
    assertThat(spec.reservedConcurrency()).isEqualTo(3);
    assertThat(spec.environment()).containsEntry("A", "1");
    assertThat(spec(((ObjectNode) properties).put("Runtime", "java17")).runtime())
        .isEqualTo("java17");
    assertThatThrownBy(() -> spec(((ObjectNode) properties).put("Runtime", "nodejs12.x")))
        .hasMessage("Runtime: nodejs12.x does not run locally; AWS has ended it; take nodejs22.x");
    assertThatThrownBy(() -> spec(((ObjectNode) properties).put("Runtime", "java8")))
        .hasMessage(
            "Runtime: java8 does not run locally; take java25, or a Python or Node.js runtime");
  }

  private static FunctionSpec spec(JsonNode properties) {
    return FunctionHandler.spec(
        Properties.ofCall(FunctionHandler.TYPE, properties), "arn:x:function:f", Path.of("."));
  }

  private AwsAnswer get(String path) {
    return functions.lambda.answer(
        new AwsCall("lambda", "root", "GET", path, Map.of(), new byte[0]));
  }
}

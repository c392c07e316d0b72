package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsService;
import localcloud.lambda.sample.Probe;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A local Lambda for tests, with the sample functions of this module's test classes. */
final class LocalFunctions implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::000000000000:role/probe-role";

  private static final ObjectMapper JSON = new ObjectMapper();

  final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> started = new CopyOnWriteArrayList<>();
  final Lambda lambda;

  LocalFunctions() {
    this(LambdaSettings.of("eu-central-1", "http://127.0.0.1:4566", (f, e, l) -> {}));
  }

  LocalFunctions(LambdaSettings settings) {
    this(settings, call -> new AwsAnswer(200, Map.of(), new byte[0]));
  }

  LocalFunctions(LambdaSettings s, AwsService aws) {
    lambda =
        new Lambda(
            new LambdaSettings(
                s.region(),
                s.endpointUrl(),
                s.accountConcurrency(),
                s.environmentsPerFunction(),
                s.scaleOutAfter(),
                s.initTimeout(),
                s.idleLife(),
                s.asyncRetryDelays(),
                (function, environment, line) -> take(function, line),
                s.faults(),
                s.archives()),
            new Environments(),
            aws);
  }

  private void take(String function, String line) {
    log.add(line);
    if (line.startsWith("START ")) {
      started.add(function);
    }
  }

  /** How many invocations of a function have begun, whatever the log has lost since. */
  long starts(String function) {
    return started.stream().filter(function::equals).count();
  }

  /** Patient enough for a busy machine. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  static LambdaSettings settings() {
    return LambdaSettings.of("eu-central-1", null, (f, e, l) -> {});
  }

  static LambdaSettings settings(
      int accountConcurrency, Duration initTimeout, Duration idleLife, Duration retryDelay) {
    return new LambdaSettings(
        "eu-central-1",
        null,
        accountConcurrency,
        4,
        Duration.ZERO,
        initTimeout,
        idleLife,
        List.of(retryDelay, retryDelay),
        (f, e, l) -> {},
        LambdaFaults.NONE,
        null);
  }

  static FunctionSpec probe(String name) {
    return function(name, Probe.class, Duration.ofSeconds(20), 256, null);
  }

  /** A probe that has the time to wait for a file while a busy machine does the rest of a test. */
  static FunctionSpec patient(String name, Integer reserved) {
    return function(name, Probe.class, Duration.ofMinutes(5), 256, reserved);
  }

  /** The event with which a probe waits for a file. */
  static String awaiting(Path file) {
    return "{\"do\":\"await\",\"file\":\"" + file + "\"}";
  }

  static FunctionSpec function(
      String name, Class<?> handler, Duration timeout, int memoryMb, Integer reserved) {
    return java(
        name,
        "arn:aws:lambda:eu-central-1:000000000000:function:" + name,
        ROLE,
        handler.getName() + "::handleRequest",
        List.of(Path.of("target/test-classes")),
        memoryMb,
        timeout,
        Map.of("GREETING", "hällo"),
        reserved,
        null);
  }

  /** A Java function without layers. */
  static FunctionSpec java(
      String name,
      String arn,
      String roleArn,
      String handler,
      List<Path> code,
      int memoryMb,
      Duration timeout,
      Map<String, String> environment,
      Integer reservedConcurrency,
      String deadLetterArn) {
    return new FunctionSpec(
        name,
        arn,
        roleArn,
        handler,
        code,
        memoryMb,
        timeout,
        environment,
        reservedConcurrency,
        FunctionSpec.LATEST,
        deadLetterArn,
        JavaRuntime.NEWEST,
        List.of(),
        FunctionSpec.LOG_GROUPS + name,
        false,
        true);
  }

  AwsAnswer invoke(String function, String payload, String... headers) {
    var all = new HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    var path = "/2015-03-31/functions/" + function + "/invocations";
    return lambda.answer(new AwsCall("lambda", "root", "POST", path, all, payload.getBytes(UTF_8)));
  }

  JsonNode json(String function, String payload) {
    return json(invoke(function, payload));
  }

  static JsonNode json(AwsAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer.text(), e);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    lambda.close();
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.awaiting;
import static localcloud.lambda.LocalFunctions.function;
import static localcloud.lambda.LocalFunctions.json;
import static localcloud.lambda.LocalFunctions.patient;
import static localcloud.lambda.LocalFunctions.probe;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import localcloud.lambda.sample.Endless;
import localcloud.lambda.sample.Probe;
import localcloud.lambda.sample.Unstartable;
import localcloud.resources.ResourceNotCreatedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaTest {
  private LocalFunctions functions;

  @BeforeAll
  void start() {
    functions = new LocalFunctions();
    functions.lambda.define(probe("probe"));
    functions.lambda.define(function("hasty", Probe.class, Duration.ofSeconds(3), 128, null));
    functions.lambda.define(function("small", Probe.class, Duration.ofSeconds(20), 128, null));
    functions.lambda.define(
        function("unstartable", Unstartable.class, Duration.ofSeconds(9), 128, null));
  }

  @AfterAll
  void stop() {
    functions.close();
  }

  @Test
  void reusesAWarmEnvironment() {
    var first = functions.json("probe", "{}");
    var second = functions.json("probe", "{}");

    assertThat(second.get("pid")).isEqualTo(first.get("pid"));
    assertThat(second.get("count").asInt()).isEqualTo(first.get("count").asInt() + 1);
  }

  @Test
  void passesUnicodeUnchanged() {
    var text = "grüße 日本 \uD83D\uDE00 \\u0000 \u2028";
    var event = "{\"text\":\"" + text.replace("\\", "\\\\") + "\"}";

    assertThat(functions.json("probe", event).at("/event/text").asText()).isEqualTo(text);
  }

  @Test
  void reportsAnExceptionWithItsType() {
    var answer = functions.invoke("probe", "{\"do\":\"fail\",\"message\":\"nö\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("x-amz-function-error", "Unhandled");
    assertThat(json(answer).get("errorType").asText())
        .isEqualTo("localcloud.lambda.sample.Probe$ProbeFailedException");
    assertThat(json(answer).get("errorMessage").asText()).isEqualTo("nö");
    assertThat(json(answer).get("stackTrace").isArray()).isTrue();
  }

  @Test
  void killsAfterTheTimeoutAndStartsAnew() {
    var before = pidOfHasty();

    var answer = functions.invoke("hasty", "{\"do\":\"sleep\",\"millis\":60000}");

    assertThat(answer.headers()).containsEntry("x-amz-function-error", "Unhandled");
    assertThat(json(answer).get("errorType").asText()).isEqualTo("Sandbox.Timedout");
    assertThat(json(answer).get("errorMessage").asText())
        .matches("RequestId: [0-9a-f-]{36} Error: Task timed out after 3.00 seconds");
    assertThat(ProcessHandle.of(before)).isEmpty();
    assertThat(pidOfHasty()).isNotEqualTo(before);
  }

  /**
   * Asks until it answers: a cold environment of a busy machine may take longer than it is given.
   */
  private long pidOfHasty() {
    return await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> functions.json("hasty", "{}"), answer -> answer.has("pid"))
        .get("pid")
        .asLong();
  }

  @Test
  void reportsAnExitOfTheRuntime() {
    var answer =
        functions.invoke("small", "{\"do\":\"exit\",\"code\":3}", "x-amz-log-type", "Tail");

    assertThat(json(answer).get("errorType").asText()).isEqualTo("Runtime.ExitError");
    assertThat(json(answer).get("errorMessage").asText())
        .endsWith("Error: Runtime exited with error: exit status 3");
    assertThat(tail(answer.headers().get("x-amz-log-result"))).contains("going\n");
  }

  @Test
  void reportsAKilledRuntime() {
    var answer = functions.invoke("small", "{\"do\":\"halt\"}");

    assertThat(json(answer).get("errorMessage").asText())
        .endsWith("Error: Runtime exited with error: signal: killed");
  }

  @Test
  void survivesAFullHeap() {
    var answer = functions.invoke("small", "{\"do\":\"fill\"}");

    assertThat(json(answer).get("errorType").asText()).isEqualTo("java.lang.OutOfMemoryError");
    assertThat(functions.json("small", "{}").get("count").asInt()).isEqualTo(1);
  }

  @Test
  void reportsAFailedInit() {
    var answer = functions.invoke("unstartable", "{}");

    assertThat(answer.headers()).containsEntry("x-amz-function-error", "Unhandled");
    assertThat(json(answer).toString()).contains("no table name", "IllegalStateException");
  }

  @Test
  void endsAnInitThatTakesTooLong() {
    try (var own = new LocalFunctions(settings(9, Duration.ofMillis(200), null, Duration.ZERO))) {
      own.lambda.define(function("endless", Endless.class, Duration.ofMillis(300), 128, null));

      assertThat(own.json("endless", "{}").get("errorType").asText()).isEqualTo("Sandbox.Timedout");
    }
  }

  @Test
  void givesTheFunctionItsVariablesAndNothingOfTheHost() {
    var variables = functions.json("probe", "{\"do\":\"environment\"}");

    assertThat(variables.get("GREETING").asText()).isEqualTo("hällo");
    assertThat(variables.get("AWS_REGION").asText()).isEqualTo("eu-central-1");
    assertThat(variables.get("AWS_ENDPOINT_URL").asText()).isEqualTo("http://127.0.0.1:4566");
    assertThat(variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").asText()).isEqualTo("256");
    assertThat(variables.has("HOME")).isFalse();
    assertThat(variables.has("JAVA_HOME")).isFalse();
    assertThat(functions.lambda.principalOf(variables.get("AWS_ACCESS_KEY_ID").asText()))
        .contains(LocalFunctions.ROLE);
    assertThat(functions.lambda.principalOf("AKIAIOSFODNN7EXAMPLE")).isEmpty();
  }

  @Test
  void runsTheFunctionInTheManagedLayout() {
    var context = functions.json("probe", "{\"do\":\"context\"}");

    assertThat(context.get("loader").asText()).isEqualTo("CustomerClassLoader");
    assertThat(context.get("memory").asInt()).isEqualTo(256);
    assertThat(context.get("heap").asLong()).isBetween(190L << 20, 220L << 20);
    assertThat(context.get("remaining").asInt()).isBetween(15_000, 20_000);
    assertThat(context.get("arn").asText()).endsWith(":function:probe");
    assertThat(context.get("trace").asText()).startsWith("Root=1-").endsWith(";Sampled=1");
  }

  @Test
  void returnsTheLogTail() {
    var answer =
        functions.invoke("probe", "{\"do\":\"print\",\"text\":\"wörd\"}", "x-amz-log-type", "Tail");

    var id = answer.headers().get("x-amzn-requestid");
    assertThat(tail(answer.headers().get("x-amz-log-result")))
        .startsWith("START RequestId: " + id + " Version: $LATEST\n")
        .contains("\nwörd\n", "\nerror: wörd\n", "logger: wörd")
        .contains("END RequestId: " + id + "\nREPORT RequestId: " + id + "\tDuration: ")
        .containsPattern(
            "Billed Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d\\d+ MB\t");
    assertThat(functions.log).contains("wörd", "error: wörd");
  }

  @Test
  void countsTheLogOfAnInvocationAsItIsBilled() throws Exception {
    functions.json("probe", "{\"do\":\"print\",\"text\":\"warm\"}");
    var answer = functions.invoke("probe", "{\"do\":\"print\",\"text\":\"wörd-billed\"}");

    var id = answer.headers().get("x-amzn-requestid");
    var lines =
        functions.log.stream()
            .filter(line -> line.contains(id) || line.contains("wörd-billed"))
            .toList();
    assertThat(lines).contains("wörd-billed", "error: wörd-billed").hasSizeGreaterThan(5);
    var billed = lines.stream().mapToInt(line -> line.getBytes(UTF_8).length + 26).sum();
    var entry =
        new ObjectMapper()
            .readTree(functions.lambda.journal().json("wörd-billed", arn -> arn))
            .at("/invocations/0");
    assertThat(entry.path("logBytes").asInt()).isEqualTo(billed);
    assertThat(entry.path("memoryMegabytes").asInt()).isEqualTo(256);
  }

  @Test
  void runsInvocationsInParallelEnvironments(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    try (var own = new LocalFunctions(settings().withEnvironmentsPerFunction(8));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      own.lambda.define(patient("wide", null));
      own.lambda.prewarm("wide", 8);

      var pids =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> pidOfWaiting(own, end), threads))
              .toList();
      await().until(() -> own.starts("wide") == 8);
      Files.createFile(end);

      assertThat(pids.stream().map(CompletableFuture::join).distinct()).hasSize(8);
    }
  }

  @Test
  void waitsForABusyEnvironmentBeforeItStartsAnother() {
    try (var own = new LocalFunctions(settings().withScaleOutAfter(Duration.ofSeconds(30)));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      own.lambda.define(probe("wide"));

      var pids =
          IntStream.range(0, 3)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> pid(own, 1), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .distinct();

      assertThat(pids).hasSize(1);
    }
  }

  @Test
  void startsAnotherEnvironmentWhenPatienceIsAtItsEnd(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    try (var own = new LocalFunctions(settings().withScaleOutAfter(Duration.ofMillis(50)));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      own.lambda.define(patient("wide", null));
      var first = pid(own, 1);

      var busy = CompletableFuture.supplyAsync(() -> pidOfWaiting(own, end), threads);
      await().until(() -> own.starts("wide") == 2);

      assertThat(pid(own, 1)).isNotEqualTo(first);
      Files.createFile(end);
      assertThat(busy.join()).isEqualTo(first);
    }
  }

  @Test
  void doesNotCountTheTimeOfAColdStartAsWaiting() {
    var patient =
        settings().withEnvironmentsPerFunction(3).withScaleOutAfter(Duration.ofSeconds(5));
    try (var own = new LocalFunctions(patient);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      own.lambda.define(probe("wide"));

      var cold = CompletableFuture.supplyAsync(() -> pid(own, 6000), threads);
      await().until(() -> own.starts("wide") == 1);
      var pids =
          IntStream.range(0, 2)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> pid(own, 500), threads))
              .toList();

      assertThat(pids).extracting(CompletableFuture::join).containsOnly(cold.join());
    }
  }

  @Test
  void givesAnEnvironmentToWhoHasWaitedLongest(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    var patient = settings().withEnvironmentsPerFunction(5).withScaleOutAfter(Duration.ofHours(1));
    try (var own = new LocalFunctions(patient);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      own.lambda.define(patient("wide", null));
      threads.execute(() -> pidOfWaiting(own, end));
      await().until(() -> own.starts("wide") == 1);

      var texts = List.of("one", "two", "three", "four");
      for (var text : texts) {
        var before = own.lambda.waiting("wide");
        var print = "{\"do\":\"print\",\"text\":\"%s\"}".formatted(text);
        threads.execute(() -> own.invoke("wide", print));
        await().until(() -> own.lambda.waiting("wide") == before + 1);
      }
      Files.createFile(end);

      await().until(() -> own.log.containsAll(texts));
      assertThat(own.log.stream().filter(texts::contains)).containsExactlyElementsOf(texts);
    }
  }

  private static long pid(LocalFunctions functions, int sleep) {
    return functions
        .json("wide", "{\"do\":\"sleep\",\"millis\":" + sleep + "}")
        .get("pid")
        .asLong();
  }

  private static long pidOfWaiting(LocalFunctions functions, Path file) {
    return functions.json("wide", awaiting(file)).get("pid").asLong();
  }

  @Test
  void refusesMoreThanTheReservedConcurrency(@TempDir Path folder) throws Exception {
    var end = folder.resolve("end");
    functions.lambda.define(patient("narrow", 1));
    functions.invoke("narrow", awaiting(end), "x-amz-invocation-type", "Event");
    await().until(() -> functions.starts("narrow") == 1);

    var answer = functions.invoke("narrow", "{}");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.headers()).containsEntry("x-amzn-errortype", "TooManyRequestsException");
    Files.createFile(end);
    await()
        .untilAsserted(() -> assertThat(functions.invoke("narrow", "{}").status()).isEqualTo(200));
  }

  @Test
  void reservesNothingInANewAccount() {
    try (var own =
        new LocalFunctions(
            LocalFunctions.settings(10, Duration.ofSeconds(20), null, Duration.ZERO))) {
      assertThatThrownBy(
              () ->
                  own.lambda.define(
                      function("greedy", Probe.class, Duration.ofSeconds(20), 128, 1)))
          .isInstanceOf(ResourceNotCreatedException.class)
          .hasMessageContaining("UnreservedConcurrentExecution below its minimum value of [10]");
    }
  }

  @Test
  void keepsEnvironmentsReadyWhereTheAccountHasThemToSpare() {
    try (var own =
        new LocalFunctions(
            LocalFunctions.settings(102, Duration.ofSeconds(20), null, Duration.ZERO))) {
      own.lambda.define(LocalFunctions.probe("kept"));
      own.lambda.provision("kept", 2);
      assertThat(own.lambda.environments("kept")).isEqualTo(2);
      own.lambda.define(LocalFunctions.probe("late"));

      assertThatThrownBy(() -> own.lambda.provision("late", 1))
          .isInstanceOf(ResourceNotCreatedException.class)
          .hasMessageContaining("UnreservedConcurrentExecution below its minimum value of [100]");
    }
  }

  @Test
  void aFunctionWithoutCodeReservesNothing() {
    try (var own =
        new LocalFunctions(
            LocalFunctions.settings(101, Duration.ofSeconds(20), null, Duration.ZERO))) {
      var good = function("one", Probe.class, Duration.ofSeconds(20), 128, 1);
      var bad =
          LocalFunctions.java(
              good.name(),
              good.arn(),
              good.roleArn(),
              good.handler(),
              List.of(Path.of("no-such-code")),
              good.memoryMb(),
              good.timeout(),
              good.environment(),
              1,
              null);
      for (var i = 0; i < 101; i++) {
        assertThatThrownBy(() -> own.lambda.define(bad)).hasMessageContaining("no-such-code");
      }
      own.lambda.define(LocalFunctions.probe("other"));
      assertThat(own.invoke("other", "{}").status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsReservedIsTakenFromTheOthers() {
    try (var own =
        new LocalFunctions(
            LocalFunctions.settings(101, Duration.ofSeconds(20), null, Duration.ZERO))) {
      own.lambda.define(function("one", Probe.class, Duration.ofSeconds(20), 128, 1));
      assertThatThrownBy(
              () ->
                  own.lambda.define(
                      function("another", Probe.class, Duration.ofSeconds(20), 128, 1)))
          .hasMessageContaining("below its minimum value of [100]");
      own.lambda.define(function("one", Probe.class, Duration.ofSeconds(20), 128, null));
      own.lambda.define(function("another", Probe.class, Duration.ofSeconds(20), 128, 1));
    }
  }

  @Test
  void finishesAnInvocationWhoseCallerLeft() throws Exception {
    try (var own = new LocalFunctions(settings().withEnvironmentsPerFunction(1))) {
      own.lambda.define(probe("left"));
      var event = "{\"do\":\"sleep\",\"millis\":1000}";
      var caller = Thread.ofVirtual().start(() -> own.invoke("left", event));
      await().until(() -> own.starts("left") == 1);

      caller.interrupt();

      caller.join();
      assertThat(own.json("left", "{}").get("count").asInt()).isEqualTo(2);
    }
  }

  @Test
  void endsItsChildrenWhenClosed() {
    var own = new LocalFunctions();
    own.lambda.define(probe("brief"));
    var pid = own.json("brief", "{}").get("pid").asLong();

    own.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }

  @Test
  void endsItsChildrenWhenTheParentIsKilled(@TempDir Path folder) throws Exception {
    var parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                AbandonedParent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var child = ProcessHandle.of(Long.parseLong(parent.inputReader().readLine())).orElseThrow();
    assertThat(child.isAlive()).isTrue();

    parent.destroyForcibly();

    await().until(() -> !child.isAlive());
  }

  private static String tail(String header) {
    return new String(Base64.getDecoder().decode(header), UTF_8);
  }
}

package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.json;
import static localcloud.lambda.LocalFunctions.probe;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import localcloud.lambda.LambdaFaults.Harm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaFaultsTest {
  private static final String PRINT = "{\"do\":\"print\",\"text\":\"the handler runs\"}";

  private final AtomicReference<Harm> next = new AtomicReference<>();
  private LocalFunctions functions;
  private String name = "";

  @BeforeAll
  void start() {
    functions = new LocalFunctions(settings().withFaults(this::strike));
  }

  /** An environment that another test left idle would hide what became of this test's own. */
  @BeforeEach
  void defineAnew(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    functions.lambda.define(probe(name));
    functions.log.clear();
  }

  @AfterAll
  void stop() {
    functions.close();
  }

  private Optional<LambdaFaults.Strike> strike(
      Harm harm, String function, String source, Supplier<String> event) {
    // Another test's function may still be at work.
    var strikes = function.endsWith(":" + name) && next.compareAndSet(harm, null);
    return strikes
        ? Optional.of(new LambdaFaults.Strike("rule-1", Duration.ZERO))
        : Optional.empty();
  }

  private JsonNode invoke(Harm harm) {
    next.set(harm);
    return json(functions.invoke(name, PRINT));
  }

  @Test
  void anEnvironmentThatDiesAtTheStartHasNotRunItsHandler() {
    assertThat(invoke(Harm.KILL_AT_START).get("errorMessage").asText())
        .endsWith("Runtime exited with error: signal: killed");
    assertThat(functions.log).noneMatch("the handler runs"::equals);
    assertThat(functions.lambda.journal().json("print", arn -> arn))
        .contains("\"error\":\"Runtime.ExitError\",\"fault\":\"rule-1\"");
    assertThat(functions.json(name, "{}").get("count").asInt()).isEqualTo(1);
  }

  @Test
  void anEnvironmentThatDiesAtTheEndHasRunItsHandler() {
    assertThat(invoke(Harm.KILL_AT_END).get("errorType").asText()).isEqualTo("Runtime.ExitError");
    assertThat(functions.log).anyMatch("the handler runs"::equals);
    assertThat(functions.json(name, "{}").get("count").asInt()).isEqualTo(1);
  }

  @Test
  void aFullHeapIsWhatTheRuntimeReportsOfOneAndEndsTheEnvironment() {
    assertThat(invoke(Harm.OUT_OF_MEMORY).get("errorType").asText())
        .isEqualTo("java.lang.OutOfMemoryError");
    assertThat(functions.json(name, "{}").get("count").asInt()).isEqualTo(1);
  }

  @Test
  void aFunctionThatThrowsHasDoneNothingAndStaysWarm() {
    var before = functions.json(name, "{}").get("count").asInt();
    assertThat(invoke(Harm.THROW).get("errorType").asText())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(functions.log).noneMatch("the handler runs"::equals);
    assertThat(functions.json(name, "{}").get("count").asInt()).isEqualTo(before + 1);
  }

  @Test
  void anAsynchronousEventMayComeTwice() {
    next.set(Harm.DUPLICATE);
    functions.invoke(name, PRINT, "x-amz-invocation-type", "Event");
    await()
        .untilAsserted(
            () -> assertThat(functions.log.stream().filter("the handler runs"::equals)).hasSize(2));
  }
}

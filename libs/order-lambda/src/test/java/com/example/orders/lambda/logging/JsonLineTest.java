package com.example.orders.lambda.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import software.amazon.lambda.powertools.logging.internal.LoggingManagerRegistry;

class JsonLineTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void aLineHasTheNamesAndTypesOfPowertools() throws IOException {
    var context =
        Map.of(
            "cold_start", "true",
            "function_memory_size", "1024",
            "function_name", "f",
            "service", "orders",
            "xray_trace_id", "1-2-3");
    var line = line(Level.WARN, "{} of {}", new Object[] {1, "two"}, null, context);

    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("message").asText()).isEqualTo("1 of two");
    assertThat(line.path("cold_start").isBoolean()).isTrue();
    assertThat(line.path("function_memory_size").isInt()).isTrue();
    assertThat(line.path("function_name").asText()).isEqualTo("f");
    assertThat(line.path("service").asText()).isEqualTo("orders");
    assertThat(line.path("xray_trace_id").asText()).isEqualTo("1-2-3");
    assertThat(Instant.parse(line.path("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
    assertThat(line.has("error")).isFalse();
  }

  @Test
  void anyTextStaysInItsLine() throws IOException {
    var text = "a \"quote\", a \\, a\nline, \u0000, \u2028, \ud83d\ude00";
    var bytes = JsonLine.of(Level.INFO, text, null, null, Map.of("correlation_id", text));

    assertThat(new String(bytes, UTF_8).lines()).hasSize(1);
    assertThat(MAPPER.readTree(bytes).path("message").asText()).isEqualTo(text);
    assertThat(MAPPER.readTree(bytes).path("correlation_id").asText()).isEqualTo(text);
  }

  @Test
  void anExceptionHasItsNameAndItsFrames() throws IOException {
    var error = line(Level.ERROR, "x", null, new IllegalStateException("why"), null).path("error");

    assertThat(error.path("name").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.path("message").asText()).isEqualTo("why");
    assertThat(error.path("stack").asText()).contains("JsonLineTest");
  }

  /** The SDK attaches its earlier attempts as suppressed exceptions. */
  @Test
  void anExceptionHasWhatItSuppressesAndWhatCausedIt() throws IOException {
    var thrown = new IllegalStateException("all", new IOException("the last"));
    thrown.addSuppressed(new IllegalArgumentException("the first"));

    assertThat(stack(thrown))
        .contains("Suppressed: java.lang.IllegalArgumentException: the first")
        .contains("Caused by: java.io.IOException: the last");
  }

  @Test
  void aCircleOfCausesHasAnEnd() throws IOException {
    var first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));

    assertThat(stack(first)).contains("second").contains("CIRCULAR REFERENCE");
  }

  @Test
  void noExceptionMakesALineWithoutEnd() throws IOException {
    var error =
        line(Level.ERROR, "x", null, new IllegalStateException("y".repeat(100_000)), null)
            .path("error");

    assertThat(error.path("message").asText()).hasSize(16_386).endsWith("y …");
    assertThat(error.path("stack").asText()).hasSize(16_386);
  }

  private static String stack(Throwable thrown) throws IOException {
    return line(Level.ERROR, "x", null, thrown, null).at("/error/stack").asText();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T01:02:03Z, 2026-11-30T01:02:03.000Z",
    "2026-11-30T01:02:03.000999Z, 2026-11-30T01:02:03.000Z",
    "2026-11-30T01:02:03.100Z, 2026-11-30T01:02:03.100Z",
    "2026-11-30T01:02:03.123456Z, 2026-11-30T01:02:03.123Z"
  })
  void everyTimeIsOfTheSameLength(Instant time, String text) {
    assertThat(JsonLine.timestamp(time)).isEqualTo(text);
  }

  @Test
  void powertoolsSetsTheLevelAndTheSdkIsHeardFromWarnOn() {
    var levels = LoggingManagerRegistry.getLoggingManager();
    Logger own = LoggerFactory.getLogger("com.example.Own");
    Logger sdk = LoggerFactory.getLogger("software.amazon.awssdk.request");
    try {
      levels.setLogLevel(Level.DEBUG);
      assertThat(levels.getLogLevel(own)).isEqualTo(Level.DEBUG);
      assertThat(own.isDebugEnabled()).isTrue();
      assertThat(own.isTraceEnabled()).isFalse();
      assertThat(sdk.isInfoEnabled()).isFalse();
      levels.setLogLevel(Level.ERROR);
      assertThat(sdk.isWarnEnabled()).isFalse();
      assertThat(own.isErrorEnabled()).isTrue();
    } finally {
      levels.setLogLevel(Level.INFO);
    }
    assertThat(sdk.isWarnEnabled()).isTrue();
  }

  private static JsonNode line(
      Level level,
      String pattern,
      Object[] arguments,
      Throwable thrown,
      Map<String, String> context)
      throws IOException {
    return MAPPER.readTree(JsonLine.of(level, pattern, arguments, thrown, context));
  }
}

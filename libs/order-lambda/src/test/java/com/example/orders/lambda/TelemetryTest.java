package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.inventory.OutOfStockException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Sku;
import com.example.orders.payment.PaymentPausedException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.internal.RequestScopedMetricsProxy;

class TelemetryTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
  private static final String TRACE_HEADER = "com.amazonaws.xray.traceHeader";
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Telemetry telemetry;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    telemetry = Telemetry.fromEnvironment();
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
  }

  @Test
  void everyLineOfATaskCarriesTheOrderId() {
    telemetry.task(
        context(),
        KEY,
        counts -> {
          LoggerFactory.getLogger("work").info("Working");
          return "done";
        });

    assertThat(logged())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("message").asText()).isEqualTo("Working");
              assertThat(line.path("correlation_id").asText()).isEqualTo(KEY.orderId().value());
              assertThat(line.path("function_request_id").asText()).isEqualTo("request-1");
            });
  }

  @Test
  void everyLineOfARequestCarriesTheIdThatItsCustomerGot() {
    telemetry.batch(
        context(),
        counts ->
            Telemetry.forRequest(
                "TFgPMHvnjoEFfLg=",
                () -> {
                  LoggerFactory.getLogger("work").info("Working");
                  return "done";
                }));

    assertThat(logged())
        .singleElement()
        .satisfies(
            line -> assertThat(line.path("api_request_id").asText()).isEqualTo("TFgPMHvnjoEFfLg="));
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void fault36_nothingOfOneInvocationIsLeftForTheNext() {
    telemetry.task(context(), KEY, counts -> "done");

    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void anUncaughtExceptionIsLoggedByTypeButNeverByItsMessage() {
    var failure = new IllegalStateException("Ada Secret", new RuntimeException("1 Main Street"));

    assertThatThrownBy(
            () ->
                telemetry.task(
                    context(),
                    KEY,
                    counts -> {
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(logged())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("level").asText()).isEqualTo("ERROR");
              assertThat(line.path("correlation_id").asText()).isEqualTo(KEY.orderId().value());
              assertThat(line.path("message").asText())
                  .contains("java.lang.IllegalStateException", "TelemetryTest", "caused by");
              assertThat(line.toString()).doesNotContain("Ada", "Main Street");
            });
  }

  @Test
  void whatIsSuppressedIsNamedAndACircleOfCausesHasAnEnd() {
    var first = new IllegalStateException("Ada Secret");
    first.initCause(new IllegalArgumentException("1 Main Street", first));
    first.addSuppressed(new UnsupportedOperationException("5 Side Street"));

    assertThat(Telemetry.describe(first))
        .contains(" suppressed java.lang.UnsupportedOperationException at ")
        .contains(" caused by java.lang.IllegalArgumentException at ")
        .endsWith(" caused by java.lang.IllegalStateException")
        .doesNotContain("Secret", "Street");
  }

  @Test
  void anErrorIsLoggedAndPassedOn() {
    assertThatThrownBy(
            () ->
                telemetry.task(
                    context(),
                    KEY,
                    counts -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(logged()).hasSize(1);
  }

  @Test
  void aRefusalIsCountedAndIsNoError() throws Exception {
    assertThatThrownBy(
            () ->
                telemetry.task(
                    context(),
                    KEY,
                    counts -> {
                      throw new OutOfStockException(new Sku("SOLD-OUT"));
                    }))
        .isInstanceOf(OutOfStockException.class);

    assertThat(logged()).extracting(line -> line.path("level").asText()).containsExactly("INFO");
    var metric = counted().getFirst();
    assertThat(metric.path("OrdersRefused").asDouble()).isEqualTo(1);
    assertThat(metric.at("/_aws/CloudWatchMetrics/0/Namespace").asText()).isEqualTo("Orderly");
  }

  @Test
  void aPausedPaymentIsCountedAndIsNoError() throws Exception {
    assertThatThrownBy(
            () ->
                telemetry.task(
                    context(),
                    KEY,
                    counts -> {
                      throw new PaymentPausedException();
                    }))
        .isInstanceOf(PaymentPausedException.class);

    assertThat(logged()).extracting(line -> line.path("level").asText()).containsExactly("INFO");
    var metric = counted().getFirst();
    assertThat(metric.path("PaymentsPaused").asDouble()).isEqualTo(1);
    assertThat(metric.has("OrdersRefused")).isFalse();
  }

  @Test
  void countsAreAddedUpAndPrintedOnce() throws Exception {
    telemetry.batch(
        context(),
        counts -> {
          counts.add(OrderMetric.OrdersAccepted);
          counts.add(OrderMetric.OrdersAccepted);
          counts.add(OrderMetric.OrdersConflicting);
          return "done";
        });

    var metric = counted().getFirst();
    assertThat(metric.path("OrdersAccepted").asDouble()).isEqualTo(2);
    assertThat(metric.path("OrdersConflicting").asDouble()).isEqualTo(1);
  }

  @Test
  void aRejectedOrderIsCountedInAllAndByItsReason() throws Exception {
    telemetry.task(
        context(),
        KEY,
        counts -> {
          counts.addRejected("OUT_OF_STOCK");
          return "done";
        });

    assertThat(counted()).hasSize(2);
    var byReason = counted().getFirst();
    var all = counted().getLast();
    assertThat(all.path("OrdersRejected").asInt()).isEqualTo(1);
    assertThat(all.at("/_aws/CloudWatchMetrics/0/Dimensions/0").toString())
        .doesNotContain("Reason");
    assertThat(byReason.path("OrdersRejected").asInt()).isEqualTo(1);
    assertThat(byReason.path("Reason").asText()).isEqualTo("OUT_OF_STOCK");
    assertThat(byReason.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
        .as("the total must not be counted twice")
        .isEqualTo("[[\"Reason\"]]");
    assertThat(byReason.at("/_aws/CloudWatchMetrics/0/Namespace"))
        .isEqualTo(all.at("/_aws/CloudWatchMetrics/0/Namespace"));
  }

  /** Powertools has a logger for each trace, and an environment lives through thousands. */
  @Test
  void noLoggerOfAnInvocationIsKept() throws Exception {
    System.setProperty(TRACE_HEADER, "Root=" + TRACE + ";Parent=557abcec3ee5a047;Sampled=1");
    try {
      telemetry.task(
          context(),
          KEY,
          counts -> {
            counts.addRejected("OUT_OF_STOCK");
            return "done";
          });
    } finally {
      System.clearProperty(TRACE_HEADER);
    }

    var kept = RequestScopedMetricsProxy.class.getDeclaredField("metricsMap");
    kept.setAccessible(true);
    assertThat(((Map<?, ?>) kept.get(MetricsFactory.getMetricsInstance())).keySet().toString())
        .doesNotContain(TRACE);
  }

  @Test
  void anInvocationThatCountsNothingPrintsNothing() {
    telemetry.batch(context(), counts -> "done");
    assertThat(counted()).isEmpty();
  }

  @Test
  void theWorkOfAnInvocationKnowsItsDeadline() {
    var late = context();
    Mockito.when(late.getRemainingTimeInMillis()).thenReturn(799);

    assertThat(telemetry.<Boolean>batch(late, _ -> Deadline.current().isOver())).isTrue();
    assertThat(telemetry.<Boolean>task(late, KEY, _ -> Deadline.current().isOver())).isTrue();
    Mockito.when(late.getRemainingTimeInMillis()).thenReturn(800);
    assertThat(telemetry.<Boolean>batch(late, _ -> Deadline.current().isOver())).isFalse();
  }

  private List<JsonNode> logged() {
    return lines().filter(line -> !line.has("_aws")).toList();
  }

  private List<JsonNode> counted() {
    return lines().filter(line -> line.has("_aws")).toList();
  }

  private Stream<JsonNode> lines() {
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return MAPPER.readTree(line);
              } catch (JsonProcessingException e) {
                throw new AssertionError("Not JSON: " + line, e);
              }
            });
  }

  private static Context context() {
    var context = Mockito.mock(Context.class);
    Mockito.when(context.getAwsRequestId()).thenReturn("request-1");
    Mockito.when(context.getFunctionName()).thenReturn("test");
    return context;
  }
}

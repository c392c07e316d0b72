package com.example.orders.measureorders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.json.UnreadableEventException;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasureOrdersHandlerTest {
  private static final Measures MEASURES =
      new Measures(Duration.ofSeconds(300), Duration.ofSeconds(1_800));
  private static final String TICK =
      "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}";

  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final InMemoryOrders orders = new InMemoryOrders();
  private MeasureOrdersHandler handler;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    var log = new MeasureLog(Telemetry.metricsFromEnvironment());
    handler =
        new MeasureOrdersHandler(new Measuring(orders, MEASURES, log), Telemetry.fromEnvironment());
  }

  @AfterEach
  void release() {
    System.setOut(stdout);
  }

  @Test
  void anOrderIsMeasuredInOneLineThatSaysWhoseItIs() throws Exception {
    orders.store(confirmed(Duration.ofMillis(2_500)));

    handle(event("OrderConfirmed"));

    assertThat(lines()).hasSize(1);
    var line = lines().getFirst();
    assertThat(line.path("OrdersConfirmed").asDouble()).isEqualTo(1);
    assertThat(line.path("OrdersInTime").asDouble()).isEqualTo(1);
    assertThat(line.path("OrdersLate").asDouble(-1)).isZero();
    assertThat(line.path("AgeAtReserved").asDouble()).isEqualTo(0.5);
    assertThat(line.path("AgeAtCharging").asDouble()).isEqualTo(1);
    assertThat(line.path("AgeAtCharged").asDouble()).isEqualTo(1.5);
    assertThat(line.path("AgeAtEnd").asDouble()).isEqualTo(2.5);
    assertThat(line.path("orderId").asText()).isEqualTo(Samples.KEY.orderId().value());
    assertThat(line.path("customer").asText()).isEqualTo("acme");
    assertThat(line.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(line.has("reason")).isFalse();
  }

  @Test
  void noOrderIsADimensionAndNothingPersonalIsSaid() throws Exception {
    orders.store(confirmed(Duration.ofSeconds(3)));

    handle(event("OrderConfirmed"));

    var line = lines().getFirst();
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
        .isEqualTo("[[\"Service\"]]");
    assertThat(line.toString()).doesNotContain("Ada Secret", "Main Street", "tok_visa");
  }

  @Test
  void aRejectedOrderSaysWhyAndIsCountedByTheCore() throws Exception {
    var accepted = Samples.accepted(Samples.line("MUG", 1));
    var rejected = moved(accepted, OrderStatus.REJECTED, Duration.ofSeconds(1));
    orders.store(withReason(rejected, "PAYMENT_DECLINED"));

    handle(event("OrderRejected"));

    var line = lines().getFirst();
    assertThat(line.path("reason").asText()).isEqualTo("PAYMENT_DECLINED");
    assertThat(line.has("OrdersConfirmed")).isFalse();
    assertThat(line.has("OrdersCancelled")).isFalse();
    assertThat(line.has("AgeAtCharged")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"300000, 1, 0", "300001, 0, 1", "1800000, 0, 1", "1800001, 0, 0"})
  void anOrderIsInTimeOrLateOrCountedByTheSweeper(long millis, int inTime, int late) {
    var values = MEASURES.of(confirmed(Duration.ofMillis(millis)));

    assertThat(values).containsEntry(MeasuredMetric.OrdersInTime, (double) inTime);
    assertThat(values).containsEntry(MeasuredMetric.OrdersLate, (double) late);
  }

  @Test
  void theFirstTimeAtAStepCountsAndNoAgeIsNegative() {
    var order = confirmed(Duration.ofSeconds(3));
    var again = moved(order, OrderStatus.PAYMENT_CHARGED, Duration.ofSeconds(9));
    var early = moved(again, OrderStatus.CONFIRMED, Duration.ofSeconds(-1));

    assertThat(MEASURES.of(early))
        .containsEntry(MeasuredMetric.AgeAtCharged, 1.5)
        .containsEntry(MeasuredMetric.AgeAtEnd, 0.0);
  }

  @Test
  void eachMinuteSaysThatNothingEnds() throws Exception {
    handle(TICK);

    var line = lines().getFirst();
    assertThat(line.path("OrdersInTime").asDouble(-1)).isZero();
    assertThat(line.path("OrdersLate").asDouble(-1)).isZero();
    assertThat(line.has("AgeAtEnd")).isFalse();
    assertThat(line.has("orderId")).isFalse();
  }

  @Test
  void aTestOrderIsNotMeasured() throws Exception {
    orders.store(moved(Samples.test(), OrderStatus.CONFIRMED, Duration.ofSeconds(2)));

    handle(event("OrderConfirmed"));

    assertThat(lines()).isEmpty();
  }

  @Test
  void anEventThatNoRowAgreesWithIsThrown() {
    assertThatThrownBy(() -> handle(event("OrderConfirmed")))
        .isInstanceOf(UnmeasurableOrderException.class);

    orders.store(confirmed(Duration.ofSeconds(1)));
    assertThatThrownBy(() -> handle(event("OrderRejected")))
        .isInstanceOf(UnmeasurableOrderException.class);
    assertThatThrownBy(() -> handle(event("OrderShipped")))
        .isInstanceOf(UnreadableEventException.class);
  }

  private void handle(String json) throws IOException {
    var context = mock(Context.class);
    when(context.getAwsRequestId()).thenReturn("request-1");
    when(context.getRemainingTimeInMillis()).thenReturn(9_000);
    handler.handleRequest(
        new ByteArrayInputStream(json.getBytes(UTF_8)), OutputStream.nullOutputStream(), context);
  }

  /** Half a second a step, and so long in all. */
  private static Order confirmed(Duration age) {
    var order = Samples.accepted(Samples.line("MUG", 1));
    order = moved(order, OrderStatus.INVENTORY_RESERVED, Duration.ofMillis(500));
    order = moved(order, OrderStatus.CHARGING, Duration.ofMillis(1_000));
    order = moved(order, OrderStatus.PAYMENT_CHARGED, Duration.ofMillis(1_500));
    return moved(order, OrderStatus.CONFIRMED, age);
  }

  private static Order moved(Order order, OrderStatus status, Duration age) {
    return Samples.moved(order, status, at(age), 5_180L, false);
  }

  private static Instant at(Duration age) {
    return Samples.SENT.plus(age);
  }

  private static Order withReason(Order order, String reason) {
    return new Order(
        order.key(),
        order.intake(),
        order.lines(),
        order.details(),
        order.payment(),
        order.progress(),
        new Undo(reason, "said by the bank", false));
  }

  private static String event(String type) {
    return """
        {"source":"orderly.orders","detail-type":"%1$s","time":"2026-11-21T03:15:09Z",
        "detail":{"metadata":{"idempotencyKey":"%2$s#%1$s","schemaVersion":1},
        "data":{"customer":"acme","orderId":"%3$s"}}}"""
        .formatted(type, Samples.KEY.messageGroup(), Samples.KEY.orderId().value());
  }

  /** The metrics alone: a log line has no such member. */
  private List<JsonNode> lines() throws IOException {
    var mapper = new ObjectMapper();
    return printed
        .toString(UTF_8)
        .lines()
        .filter(line -> line.contains("\"_aws\""))
        .map(
            line -> {
              try {
                return mapper.readTree(line);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }
}

package com.example.orders.testorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.testorder.Verdict.Failed;
import com.example.orders.testorder.Verdict.Missing;
import com.example.orders.testorder.Verdict.Passed;
import com.example.orders.testorder.Verdict.Pending;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers what the test says. */
class TestOrderTest {
  private static final UUID ID = UUID.fromString("0199c0de-0000-7000-8000-000000000001");
  private static final String CONFIRMED =
      """
      {
        "orderId": "0199c0de-0000-7000-8000-000000000001",
        "status": "CONFIRMED",
        "acceptedAt": "2026-11-30T08:00:00.250Z",
        "currency": "EUR",
        "total": 1,
        "lines": [
          {"sku":"TEST-PARCEL","quantity":1}
        ],
        "history": [
          {"status":"ACCEPTED","at":"2026-11-30T08:00:00.250Z"},
          {"status":"CONFIRMED","at":"2026-11-30T08:00:02.750Z"}
        ],
        "links": {"self":"/v1/orders/0199c0de-0000-7000-8000-000000000001"}
      }
      """;

  private final TestOrder order = TestOrder.overHttp();
  private final List<String> requests = new ArrayList<>();
  private int status = 200;
  private String answer = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 400, 401, 429, 503})
  void placingAnswersTheStatus(int answered) throws Exception {
    status = answered;
    assertThat(order.place(api(), "secret", ID)).isEqualTo(answered);
    assertThat(requests).containsExactly("POST /v1/orders Bearer secret " + TestOrder.body(ID));
  }

  @Test
  void theSameIdIsTheSameBodyAndMarkedAsATest() {
    assertThat(TestOrder.body(ID))
        .isEqualTo(TestOrder.body(ID))
        .contains("\"orderId\":\"" + ID + "\"", "\"sku\":\"TEST-PARCEL\"")
        .endsWith("\"test\":true}");
  }

  @Test
  void passesIfItIsConfirmedForItsPrice() throws Exception {
    assertThat(judged(200, CONFIRMED)).isEqualTo(new Passed(Duration.ofMillis(2500)));
    assertThat(requests).containsExactly("GET /v1/orders/" + ID + " Bearer secret ");
  }

  @Test
  void anotherTotalIsAFailure() throws Exception {
    assertThat(judged(200, CONFIRMED.replace("\"total\": 1,", "\"total\": 10,")))
        .isEqualTo(new Failed("it is confirmed for 10 and not for 1"));
    assertThat(judged(200, CONFIRMED.replace("\"total\": 1,", "")))
        .isEqualTo(new Failed("it is confirmed for nothing and not for 1"));
  }

  @Test
  void anotherBodyForItsIdIsAFailure() throws Exception {
    var conflicting = CONFIRMED.replace("\"lines\"", "\"conflicts\": {\"count\": 1}, \"lines\"");
    assertThat(judged(200, conflicting)).isEqualTo(new Failed("another body came for its ID"));
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, OUT_OF_STOCK, it is REJECTED: OUT_OF_STOCK",
    "CANCELLED, CUSTOMER_CANCELLED, it is CANCELLED: CUSTOMER_CANCELLED",
    "PARKED, UNKNOWN, it is PARKED: UNKNOWN",
  })
  void everyOtherEndIsAFailureWithItsReason(String ended, String reason, String why)
      throws Exception {
    var text = "{\"status\":\"%s\",\"reason\":\"%s\"}".formatted(ended, reason);
    assertThat(judged(200, text)).isEqualTo(new Failed(why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACCEPTED", "INVENTORY_RESERVED", "CHARGING", "PAYMENT_CHARGED"})
  void itMayStillGoOn(String now) throws Exception {
    var text = "{\"status\": \"%s\", \"history\":[{\"status\":\"ACCEPTED\"}]}".formatted(now);
    assertThat(judged(200, text)).isEqualTo(new Pending(now));
  }

  @Test
  void whatIsNoOrderIsAFailure() throws Exception {
    assertThat(judged(200, "{}")).isEqualTo(new Failed("it is without a status"));
  }

  @Test
  void anUnknownOrderIsMissing() throws Exception {
    assertThat(judged(404, "{\"status\":404}")).isEqualTo(new Missing());
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 403, 429, 500, 503, 504})
  void everyOtherAnswerIsAFailure(int answered) throws Exception {
    assertThat(judged(answered, CONFIRMED))
        .isEqualTo(new Failed("its status is answered with " + answered));
  }

  @Test
  void noAnswerIsThrown() {
    var nobody = api();
    server.stop(0);
    assertThatThrownBy(() -> order.place(nobody, "secret", ID)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> order.judge(nobody, "secret", ID)).isInstanceOf(IOException.class);
  }

  private Verdict judged(int answered, String text) throws Exception {
    status = answered;
    answer = text;
    return order.judge(api(), "secret", ID);
  }

  private URI api() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body));
    var text = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }
}

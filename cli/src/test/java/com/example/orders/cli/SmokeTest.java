package com.example.orders.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.testorder.TestOrder;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a server with a script; its last answer goes on for ever. */
class SmokeTest {
  private static final UUID ID = UUID.fromString("0199c0de-0000-7000-8000-000000000001");
  private static final String CONFIRMED =
      """
      {"status":"CONFIRMED","acceptedAt":"2026-11-30T08:00:00.000Z","total":1,
      "history":[{"status":"CONFIRMED","at":"2026-11-30T08:00:01.250Z"}]}""";

  private final Deque<Answer> script = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();

  @RegisterExtension final ServerForTests server = new ServerForTests(this::answer);

  private record Answer(int status, String body) {}

  @Test
  void waitsUntilTheOrderIsConfirmed() throws Exception {
    answers(202, "").answers(404, "{}").answers(200, "{\"status\":\"CHARGING\"}");
    answers(200, CONFIRMED);

    assertThat(run(Duration.ofMinutes(1))).isEqualTo("SMOKE passed order=" + ID + " after 1250 ms");
    assertThat(requests).containsExactly("POST", "GET", "GET", "GET");
  }

  @Test
  void placesItAgainWhileTheServiceIsBusy() throws Exception {
    answers(503, "").answers(429, "").answers(202, "").answers(200, CONFIRMED);

    assertThat(run(Duration.ofMinutes(1))).startsWith("SMOKE passed");
    assertThat(requests).containsExactly("POST", "POST", "POST", "GET");
  }

  @Test
  void failsForWhatDoesNotPass() {
    answers(401, "");
    assertFails(Duration.ofMinutes(1), "placing it is answered with 401");
  }

  @Test
  void failsForAnotherEnd() {
    answers(202, "").answers(200, "{\"status\":\"REJECTED\",\"reason\":\"UNKNOWN_SKU\"}");
    assertFails(Duration.ofMinutes(1), "it is REJECTED: UNKNOWN_SKU");
  }

  @Test
  void saysWhereTheOrderIsWhenItsPatienceIsOver() {
    answers(202, "").answers(200, "{\"status\":\"CHARGING\"}");
    assertFails(Duration.ZERO, "it is still CHARGING");
  }

  @Test
  void anAcceptedOrderWithoutARowIsLost() {
    answers(202, "").answers(404, "{}");
    assertFails(Duration.ZERO, "it was accepted and has no row");
  }

  @Test
  void aServiceThatStaysBusyIsNotWaitedForForEver() {
    answers(503, "");
    assertFails(Duration.ZERO, "placing it is still answered with 503");
  }

  @Test
  void saysThatNobodyAnswers() {
    var nobody = api();
    server.stop();
    assertThatThrownBy(() -> smoke(Duration.ZERO).run(nobody, "secret", ID))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("does not answer")
        .hasMessageNotContaining("secret");
  }

  private void assertFails(Duration patience, String why) {
    assertThatThrownBy(() -> run(patience))
        .isInstanceOf(CommandException.class)
        .hasMessage("SMOKE failed order=" + ID + ": " + why);
  }

  private String run(Duration patience) throws InterruptedException {
    return smoke(patience).run(api(), "secret", ID);
  }

  private static Smoke smoke(Duration patience) {
    return new Smoke(TestOrder.overHttp(), patience, Duration.ofMillis(1));
  }

  private SmokeTest answers(int status, String body) {
    script.add(new Answer(status, body));
    return this;
  }

  private URI api() {
    return URI.create(server.url() + "/v1");
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod());
    var answer = script.size() > 1 ? script.remove() : script.element();
    ServerForTests.answer(exchange, answer.status(), answer.body());
  }
}

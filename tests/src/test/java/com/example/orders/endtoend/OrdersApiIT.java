package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees: answers, headers, errors, lists and their cursors. */
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrdersApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private Target target;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
  }

  @Test
  void answersAnAcceptedOrderWithItsLink() {
    var order = Orders.good();
    var answer = post("acme", order.toString());
    assertThat(answer.statusCode()).isEqualTo(202);
    var body = json(answer);
    assertThat(body.path("status").asText()).isEqualTo("ACCEPTED");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(target.awaitTerminal("acme", Orders.id(order)).path("status").asText())
        .isEqualTo("CONFIRMED");
    var link = body.at("/links/self").asText().replace("{orderId}", Orders.id(order));
    var status = follow("acme", link);
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(json(status).at("/links/self").asText()).isEqualTo(link);
  }

  @Test
  void answersNotModifiedToATagInAnyFormOfTheHeader() {
    var order = Orders.good();
    post("acme", order.toString());
    target.awaitTerminal("acme", Orders.id(order));
    var path = "/orders/" + Orders.id(order);
    var tag = get("acme", path).headers().firstValue("ETag").orElseThrow();
    for (var header : List.of("If-None-Match", "if-none-match")) {
      var answer = send(request("acme", path).header(header, tag));
      assertThat(answer.statusCode()).as(header).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(send(request("acme", path).header("If-None-Match", "\"0.0\"")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void cancelsAnOrderUnlessItsChargeWasQuicker() {
    var order = Orders.good();
    post("acme", order.toString());
    var path = "/orders/" + Orders.id(order);
    target.await(() -> assertThat(get("acme", path).statusCode()).isEqualTo(200));
    var answer = send(request("acme", path).DELETE());
    assertThat(answer.statusCode()).as(answer.body()).isIn(202, 409);
    var ended = target.awaitTerminal("acme", Orders.id(order));
    assertThat(ended.path("status").asText())
        .isEqualTo(answer.statusCode() == 202 ? "CANCELLED" : "CONFIRMED");
    assertThat(send(request("acme", path).DELETE()).statusCode()).isEqualTo(answer.statusCode());
    var unknown = send(request("acme", "/orders/" + UUID.randomUUID()).DELETE());
    assertProblem(unknown, 404);
    assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void refusesABodyThatGrowsOverTheQueuesLimit() {
    var order = Orders.good();
    var lines = order.putArray("lines");
    for (var i = 0; i < 7_000; i++) {
      lines.addObject().put("sku", "FILTER-PAPER-1000").put("quantity", 1);
    }
    assertProblem(post("acme", order.toString()), 413);
  }

  @Test
  void answersAForeignAndAnUnknownOrderAlike() {
    var order = Orders.good();
    post("acme", order.toString());
    target.awaitTerminal("acme", Orders.id(order));
    var foreign = get("globex", "/orders/" + Orders.id(order));
    var unknown = get("globex", "/orders/" + UUID.randomUUID());
    assertProblem(foreign, 404);
    assertThat(json(foreign).path("detail").asText()).contains("unknown or not yet recorded");
    assertThat(foreign.statusCode()).isEqualTo(unknown.statusCode());
    assertThat(json(foreign)).isEqualTo(json(unknown));
  }

  @Test
  void listsTheCallersOwnOrdersNewestFirstPageByPage() {
    var customer = "lister";
    var placed = new ArrayList<String>();
    for (var i = 0; i < 12; i++) {
      var order = Orders.good();
      assertThat(post(customer, order.toString()).statusCode()).isEqualTo(202);
      target.awaitTerminal(customer, Orders.id(order));
      placed.addFirst(Orders.id(order));
    }
    var seen = new ArrayList<String>();
    var page = get(customer, "/orders?limit=10");
    var next = "";
    do {
      page = next.isEmpty() ? page : follow(customer, next);
      assertThat(page.statusCode()).isEqualTo(200);
      json(page).path("orders").forEach(order -> seen.add(order.path("orderId").asText()));
      next = json(page).path("links").path("next").asText("");
    } while (!next.isEmpty());
    assertThat(seen).startsWith(placed.toArray(String[]::new)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "%",
        "\"}}",
        "e30=",
        "$util.base64Decode('x')",
        "MjAyNi0xMS0yMVQwMzoxNTowMC4xMjNafG5vLXV1aWQ=",
        "====",
        "ééé"
      })
  void refusesAMalformedCursor(String cursor) {
    assertProblem(get("acme", "/orders?cursor=" + encode(cursor)), 400);
  }

  @Test
  void aCursorMadeByAnotherCustomerShowsNothingOfTheirs() {
    var order = Orders.good();
    post("globex", order.toString());
    var seen = target.awaitTerminal("globex", Orders.id(order));
    var text = seen.path("acceptedAt").asText() + "|" + Orders.id(order);
    var cursor = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    var page = get("a-stranger", "/orders?cursor=" + encode(cursor));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(json(page).path("orders")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "7", "-1", "1000", "abc", "10 "})
  void refusesAPageSizeThatIsNotOneOfTheSet(String limit) {
    assertProblem(get("acme", "/orders?limit=" + encode(limit)), 400);
  }

  static List<Consumer<ObjectNode>> badBodies() {
    return List.of(
        body -> body.put("customer", "globex"),
        body -> body.put("price", 1),
        body -> body.put("status", "CONFIRMED"),
        body -> body.remove("orderId"),
        body ->
            body.put("orderId", UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT)),
        body -> body.put("orderId", "1"),
        body -> body.put("currency", "eur"),
        body -> body.put("paymentToken", "4242424242424242"),
        body -> body.put("note", "x".repeat(501)),
        body -> body.put("email", "ada@localhost"),
        body -> ((ObjectNode) body.path("lines").get(0)).put("quantity", 1000),
        body -> ((ObjectNode) body.path("lines").get(0)).put("quantity", 1.5),
        body -> ((ObjectNode) body.path("lines").get(0)).put("quantity", "1"),
        body -> ((ObjectNode) body.path("shippingAddress")).put("country", "GBR"),
        body -> ((ObjectNode) body.path("shippingAddress")).remove("city"));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("badBodies")
  void refusesABodyThatTheSchemaForbids(Consumer<ObjectNode> spoil) {
    var order = Orders.good();
    spoil.accept(order);
    assertProblem(post("acme", order.toString()), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "1", "{", "{'a':1}", "null", "{\"orderId\":NaN}"})
  void refusesWhatIsNoOrder(String body) {
    assertProblem(post("acme", body), 400);
  }

  @Test
  void refusesAnotherMediaType() {
    var request =
        request("acme", "/orders")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(Orders.good().toString()));
    assertProblem(send(request), 415);
  }

  @Test
  void refusesARequestWithoutOrWithAForgedToken() {
    assertProblem(get(null, "/orders"), 401);
    var token = target.api().tokens().apply("acme");
    var forged = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";
    var request =
        HttpRequest.newBuilder(uri("/orders")).header("Authorization", "Bearer " + forged);
    assertProblem(send(request), 401);
  }

  @Test
  void answersAnUnknownPathWithAProblem() {
    var answer = get("acme", "/nothing-here");
    assertProblem(answer, 404);
  }

  private void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    var problem = json(answer);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.fieldNames()).toIterable().contains("type", "title", "status", "detail");
  }

  private HttpResponse<String> post(String customer, String body) {
    return send(
        request(customer, "/orders")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(String customer, String path) {
    return send(request(customer, path));
  }

  /** A link is a path on the same host, with the stage. */
  private HttpResponse<String> follow(String customer, String link) {
    return send(request(customer, URI.create(target.api().baseUrl()).resolve(link)));
  }

  private HttpRequest.Builder request(String customer, String path) {
    return request(customer, uri(path));
  }

  private HttpRequest.Builder request(String customer, URI uri) {
    var request = HttpRequest.newBuilder(uri);
    return customer == null
        ? request
        : request.header("Authorization", "Bearer " + target.api().tokens().apply(customer));
  }

  private URI uri(String path) {
    return URI.create(target.api().baseUrl() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return target.api().http().send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("No JSON: " + answer.body(), e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

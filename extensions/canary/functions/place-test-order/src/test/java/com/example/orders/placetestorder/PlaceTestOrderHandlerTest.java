package com.example.orders.placetestorder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.lambda.Telemetry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs against a server that is the user pool and the API. */
class PlaceTestOrderHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final String GIVEN = "{\"AuthenticationResult\":{\"AccessToken\":\"a-token\"}}";
  private static final String CONFIRMED =
      "{\"status\":\"CONFIRMED\",\"total\":1,\"acceptedAt\":\"2026-01-02T11:55:01Z\","
          + "\"history\":[{\"status\":\"CONFIRMED\",\"at\":\"2026-01-02T11:55:03.500Z\"}]}";

  private record Answer(int status, String body) {}

  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> requests = new ArrayList<>();
  private final Deque<Answer> places = new ArrayDeque<>();
  private Answer token = new Answer(200, GIVEN);
  private Answer status = new Answer(200, CONFIRMED);
  private String password = "secret-1";
  private Instant now = NOON;
  private HttpServer server;
  private Canary canary;
  private PlaceTestOrderHandler handler;

  @BeforeEach
  void start() throws IOException {
    System.setOut(new PrintStream(printed, true, UTF_8));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    var url = "http://127.0.0.1:" + server.getAddress().getPort();
    canary =
        new Canary(
            HttpClient::newHttpClient,
            URI.create(url + "/v1"),
            "a-core",
            new CanaryToken(URI.create(url + "/pool"), "a-client", () -> password, () -> now),
            Duration.ZERO);
    handler =
        new PlaceTestOrderHandler(
            canary, Telemetry.metricsFromEnvironment(), Telemetry.fromEnvironment());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    System.setOut(stdout);
  }

  @Test
  void theOrderOfTheRunBeforeIsJudgedAndTheNextIsPlaced() throws Exception {
    assertThat(run(NOON).toString()).isEqualTo("{\"problems\":[],\"seconds\":2.5}");

    var before = canary.order(NOON.minus(Canary.EVERY));
    assertThat(requests)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("POST /pool")
                    .contains("USER_PASSWORD_AUTH", "a-client", "\"canary\"", "secret-1"),
            second -> assertThat(second).isEqualTo("GET /v1/orders/" + before + " a-token "),
            third ->
                assertThat(third)
                    .startsWith("POST /v1/orders a-token ")
                    .contains(canary.order(NOON).toString(), "\"test\":true"));
    var line = metrics();
    assertThat(line.path("CanaryPassed").asDouble()).isEqualTo(1);
    assertThat(line.path("CanarySeconds").asDouble()).isEqualTo(2.5);
    assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
        .isEqualTo("[[\"Service\"]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{}|judge: BEFORE was never recorded",
        "200|{\"status\":\"ACCEPTED\"}|judge: BEFORE is still ACCEPTED",
        "200|{\"status\":\"PARKED\"}|judge: BEFORE: it is PARKED",
        "500|{}|judge: BEFORE: its status is answered with 500",
      })
  void anOrderThatIsNotConfirmedFailsTheRunThatStillPlacesTheNext(
      int code, String body, String problem) throws Exception {
    status = new Answer(code, body);

    var before = canary.order(NOON.minus(Canary.EVERY)).toString();
    assertThat(problems(run(NOON))).containsExactly(problem.replace("BEFORE", before));
    assertThat(requests).last().asString().startsWith("POST /v1/orders");
    assertThat(metrics().path("CanaryPassed").asDouble(-1)).isZero();
    assertThat(metrics().has("CanarySeconds")).isFalse();
  }

  @Test
  void anOrderThatIsNotAcceptedIsPlacedAgainThreeTimesAtMost() throws Exception {
    places.add(new Answer(429, ""));
    places.add(new Answer(503, ""));
    assertThat(problems(run(NOON))).isEmpty();
    assertThat(placed()).hasSize(3);

    for (var i = 0; i < 4; i++) {
      places.add(new Answer(503, ""));
    }
    var next = NOON.plus(Canary.EVERY);
    assertThat(problems(run(next)))
        .containsExactly("place: " + canary.order(next) + " is answered with 503");
    assertThat(places).hasSize(1);
    assertThat(placed()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"__type\":\"NotAuthorizedException\",\"message\":\"x\"}|NotAuthorizedException",
        "400|{\"__type\":\"a#UserNotFoundException\"}|UserNotFoundException",
        "200|{\"ChallengeName\":\"NEW_PASSWORD_REQUIRED\"}|NEW_PASSWORD_REQUIRED",
      })
  void withoutATokenNothingIsPlaced(int code, String body, String why) throws Exception {
    token = new Answer(code, body);

    assertThat(problems(run(NOON)))
        .containsExactly("token: the user pool answers " + code + " " + why);
    assertThat(requests).hasSize(1);
    assertThat(metrics().path("CanaryPassed").asDouble(-1)).isZero();
    assertThat(printed.toString(UTF_8)).doesNotContain("secret-1");
  }

  @Test
  void aServerThatIsNotThereFailsTheRunAndThrowsNothing() throws Exception {
    server.stop(0);
    assertThat(problems(run(NOON))).singleElement().asString().startsWith("token: java.net.");
  }

  @Test
  void aTokenIsKeptForFiftyMinutesAndForgottenAfterAFailure() throws Exception {
    run(NOON);
    now = NOON.plus(Duration.ofMinutes(49));
    run(now);
    assertThat(tokens()).hasSize(1);
    now = NOON.plus(Duration.ofMinutes(50));
    run(now);
    assertThat(tokens()).hasSize(2);

    status = new Answer(401, "{}");
    run(now);
    status = new Answer(200, CONFIRMED);
    password = "secret-2";
    run(now);
    assertThat(tokens()).hasSize(3).last().asString().contains("secret-2");
  }

  /** Events come at least once, and within some seconds of their time. */
  @Test
  void aRunThatComesTwicePlacesTheSameOrder() throws Exception {
    run(NOON);
    run(NOON.plusSeconds(299));
    run(NOON.plusSeconds(300));
    var bodies = placed();
    assertThat(bodies.get(0)).isEqualTo(bodies.get(1)).isNotEqualTo(bodies.get(2));
  }

  @Test
  void theOrdersOfTwoStacksAreNotTheSame() {
    var other =
        new Canary(
            HttpClient::newHttpClient,
            URI.create("http://127.0.0.1"),
            "another-core",
            new CanaryToken(URI.create("http://127.0.0.1"), "", () -> "", () -> now),
            Duration.ZERO);
    assertThat(other.order(NOON)).isNotEqualTo(canary.order(NOON));
  }

  @Test
  void withoutTimeForAnAnswerNoOrderIsPlaced() throws Exception {
    var context = context(4_000);
    assertThat(problems(run(NOON, context))).containsExactly("place: no time is left");
    assertThat(placed()).isEmpty();
  }

  private List<String> placed() {
    return requests.stream().filter(one -> one.startsWith("POST /v1/orders")).toList();
  }

  private List<String> tokens() {
    return requests.stream().filter(one -> one.startsWith("POST /pool")).toList();
  }

  private JsonNode run(Instant time) throws IOException {
    return run(time, context(20_000));
  }

  private JsonNode run(Instant time, Context context) throws IOException {
    printed.reset();
    var event =
        "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\",\"time\":\"" + time + "\"}";
    var output = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), output, context);
    return JSON.readTree(output.toByteArray());
  }

  private static Context context(int remainingMillis) {
    var context = mock(Context.class);
    when(context.getFunctionName()).thenReturn("place-test-order");
    when(context.getAwsRequestId()).thenReturn("a-request");
    when(context.getRemainingTimeInMillis()).thenReturn(remainingMillis);
    return context;
  }

  private static List<String> problems(JsonNode report) {
    return report.path("problems").valueStream().map(JsonNode::asText).toList();
  }

  private JsonNode metrics() throws IOException {
    for (var line : printed.toString(UTF_8).split("\n")) {
      if (line.contains("CloudWatchMetrics")) {
        return JSON.readTree(line);
      }
    }
    throw new AssertionError("no metric: " + printed.toString(UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var sent = exchange.getRequestHeaders().getFirst("Authorization");
    var bearer = sent == null ? "" : sent.replaceFirst("^Bearer ", "");
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestMethod() + " " + path + " " + bearer + " " + body);
    var answer =
        switch (exchange.getRequestMethod() + " " + path) {
          case "POST /pool" -> token;
          case "POST /v1/orders" -> places.isEmpty() ? new Answer(202, "{}") : places.remove();
          default -> status;
        };
    var bytes = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

package com.example.orders.liveupdates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD;

import com.example.orders.cli.Project;
import com.example.orders.liveclient.CustomerApis;
import com.example.orders.liveclient.LiveClient;
import com.example.orders.liveclient.LiveClient.Pace;
import com.example.orders.liveclient.LivePage;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/** Customers look on while their orders are worked on, connections break, and pushes fail. */
@Tag("local")
@Execution(SAME_THREAD)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveUpdatesIT {
  private static final int MOST = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of the silence rule nothing is seen but where a test waits for it. */
  private static final Pace PUSHED = new Pace(Duration.ofMillis(200), Duration.ofMinutes(10));

  private static final Pace IMPATIENT = new Pace(Duration.ofMillis(200), Duration.ofSeconds(2));

  private static LiveCloud live;

  @BeforeAll
  static void start() {
    live = LiveCloud.start(Map.of("ConnectionsPerCustomer", String.valueOf(MOST)));
  }

  @AfterAll
  static void stop() {
    live.close();
  }

  /** One of them loses its connection meanwhile, and misses what is pushed then. */
  @Test
  @Order(1)
  void everyClientSeesItsOwnOrdersAsTheirRowsAre() throws Exception {
    var acme = live.apis("acme");
    var globex = live.apis("globex");
    try (var steady = new LiveClient(acme, PUSHED);
        var broken = new LiveClient(acme, PUSHED);
        var other = new LiveClient(globex, PUSHED)) {
      var clients = List.of(steady, broken, other);
      await().atMost(PATIENCE).until(() -> clients.stream().allMatch(LiveClient::isConnected));
      var orders = new ArrayList<String>();
      for (var number = 0; number < 10; number++) {
        orders.add(place(acme, List.of("two-lines", "declined-card", "out-of-stock"), number));
        if (number == 5) {
          broken.drop();
        }
      }
      orders.forEach(broken::watch);
      var others = new ArrayList<String>();
      for (var number = 0; number < 5; number++) {
        others.add(place(globex, List.of("one-line"), number));
      }

      await()
          .atMost(PATIENCE)
          .until(() -> orders.stream().allMatch(order -> isFinal(steady, order)));
      await()
          .atMost(PATIENCE)
          .until(() -> others.stream().allMatch(order -> isFinal(other, order)));
      await()
          .atMost(PATIENCE)
          .until(() -> orders.stream().allMatch(order -> isFinal(broken, order)));

      var rows = rows();
      clients.forEach(
          client -> assertThat(client.known()).allSatisfy(order -> agrees(client, order, rows)));
      assertThat(steady.known()).isEqualTo(Set.copyOf(orders));
      assertThat(broken.known()).isEqualTo(Set.copyOf(orders));
      assertThat(other.known()).isEqualTo(Set.copyOf(others));
      assertThat(open("acme")).hasSize(MOST);
    }
    await().atMost(PATIENCE).until(() -> open("acme").isEmpty() && open("globex").isEmpty());
  }

  /** Nothing at all reaches the client for a while: then it asks, and is right all the same. */
  @Test
  @Order(2)
  void whatIsNotPushedIsAskedFor() throws Exception {
    var acme = live.apis("acme");
    faults("\"count\": 100000");
    try (var client = new LiveClient(acme, IMPATIENT)) {
      await().atMost(PATIENCE).until(client::isConnected);
      var order = place(acme, List.of("two-lines"), 0);
      client.watch(order);

      await().atMost(PATIENCE).until(() -> isFinal(client, order));
      agrees(client, order, rows());
    } finally {
      live.cloud().faults().replace(FaultRules.none());
    }
  }

  /** More often refused than the SDK tries: Lambda tries the record again. */
  @Test
  @Order(3)
  void whatIsThrottledIsPushedLater() throws Exception {
    var acme = live.apis("acme");
    try (var client = new LiveClient(acme, PUSHED)) {
      await().atMost(PATIENCE).until(client::isConnected);
      faults("\"count\": 6");
      var order = place(acme, List.of("two-lines"), 0);

      await().atMost(PATIENCE).until(() -> isFinal(client, order));
      agrees(client, order, rows());
    } finally {
      live.cloud().faults().replace(FaultRules.none());
    }
  }

  /** What the README's cost is computed from: at most one push for each change of an order. */
  @Test
  @Order(4)
  void anOrderCostsAtMostAPushForEachChange() throws Exception {
    var acme = live.apis("acme");
    try (var client = new LiveClient(acme, PUSHED)) {
      await().atMost(PATIENCE).until(client::isConnected);
      live.cloud().calls().reset();
      var order = place(acme, List.of("two-lines"), 0);
      await().atMost(PATIENCE).until(() -> isFinal(client, order));

      assertThat(rows().get(order).at("/version/N").asLong()).isEqualTo(5);
      // The last change may be under way: it is read before it is pushed.
      await().atMost(PATIENCE).untilAsserted(() -> costsAtMost(5));
    }
  }

  private static void costsAtMost(long changes) {
    var reads = count("dynamodb", "GetItem");
    var pushes = count("execute-api", "PostToConnection");
    assertThat(pushes).isBetween(1L, changes);
    assertThat(reads).as("of a customer and an order for each push").isEqualTo(2 * pushes);
  }

  /** Calls that push-updates made. */
  private static long count(String service, String operation) {
    return live.cloud()
        .calls()
        .calls(
            count ->
                count.service().equals(service)
                    && count.operation().equals(operation)
                    && count.principal().contains("PushUpdates"));
  }

  @Test
  @Order(5)
  void aTicketIsGoodOnceAndTheOldestConnectionMakesRoom() {
    var acme = live.apis("initech");
    var ticket = acme.ticket();
    var first = connect(ticket);

    assertThat(statusOf(ticket)).isEqualTo(401);
    assertThat(statusOf(URI.create(live.liveUrl()))).isEqualTo(401);
    assertThat(statusOf(URI.create(live.liveUrl() + "?ticket=" + "A".repeat(43)))).isEqualTo(401);

    var second = connect(acme.ticket());
    assertThat(statusOf(acme.ticket())).isEqualTo(429);
    live.age("initech");
    var third = connect(acme.ticket());
    await().atMost(PATIENCE).until(first::isInputClosed);
    assertThat(open("initech")).hasSize(MOST);
    assertThat(second.isInputClosed()).isFalse();
    third.abort();
    second.abort();
    await().atMost(PATIENCE).until(() -> open("initech").isEmpty());
  }

  /** The places are old, so it could take one: it would be back after a fifth of a second. */
  @Test
  @Order(6)
  void aDisplacedClientAsksAndDoesNotComeBack() throws Exception {
    var hooli = live.apis("hooli");
    try (var first = new LiveClient(hooli, IMPATIENT)) {
      await().atMost(PATIENCE).until(first::isConnected);
      try (var second = new LiveClient(hooli, IMPATIENT)) {
        await().atMost(PATIENCE).until(second::isConnected);
        live.age("hooli");
        try (var third = new LiveClient(hooli, IMPATIENT)) {
          await().atMost(PATIENCE).until(() -> third.isConnected() && first.isDisplaced());
          live.age("hooli");
          var order = place(hooli, List.of("two-lines"), 0);
          first.watch(order);
          await().atMost(PATIENCE).until(() -> isFinal(first, order));

          assertThat(first.isConnected()).isFalse();
          assertThat(List.of(second, third)).noneMatch(LiveClient::isDisplaced);
          assertThat(live.connections("TICKET#"))
              .filteredOn(ticket -> ticket.at("/customer/S").asText().equals("hooli"))
              .hasSize(3);
        }
      }
    }
  }

  @Test
  @Order(7)
  void withoutATokenThereIsNoTicket() throws Exception {
    var stranger = new CustomerApis("http://127.0.0.1:1", live.ticketsUrl(), () -> "no-token");
    assertThatThrownBy(stranger::ticket).hasMessageContaining("401");
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(live.ticketsUrl() + "/tickets"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
    }
  }

  /** The page with all that a browser demands of it: its policy, its origin, its WebSocket. */
  @Test
  @Order(8)
  void anOrderMovesLiveInARealBrowser(@TempDir(cleanup = CleanupMode.NEVER) Path profile)
      throws Exception {
    var program = Browser.program();
    assumeTrue(program.isPresent(), "There is no chromium on this machine's PATH");
    try (var page = LivePage.serve(0, live.apis("acme"), LiveCloud.sample("warehouse-slow"));
        var browser = Browser.start(program.get(), profile)) {
      browser.open(page.url());
      await().atMost(PATIENCE).until(() -> count(browser, "#connection.open") == 1);
      order(browser);
      await().atMost(PATIENCE).until(() -> count(browser, "article.CONFIRMED") == 1);

      order(browser); // of this one every function is warm, and the warehouse takes three seconds
      await().atMost(PATIENCE).until(() -> count(browser, "article.PAYMENT_CHARGED") == 1);
      await().atMost(PATIENCE).until(() -> count(browser, "article.CONFIRMED") == 2);

      assertThat(browser.value("document.querySelector('.how').textContent").asText())
          .isEqualTo("pushed");
      assertThat(count(browser, "article li")).isEqualTo(10);
      var order = browser.value("document.querySelector('article').id").asText();
      assertThat(rows().get(order).at("/status/S").asText()).isEqualTo("CONFIRMED");
      Files.write(Project.find().root().resolve("target/live.png"), browser.screenshot());
    }
  }

  private static void order(Browser browser) throws Exception {
    browser.value("document.getElementById('order').click()");
  }

  private static int count(Browser browser, String selector) throws Exception {
    return browser.value("document.querySelectorAll('%s').length".formatted(selector)).asInt();
  }

  @Test
  @Order(9)
  void noRoleMayMoreThanItUses() {
    var permissions = live.cloud().permissions();
    assertThat(permissions.denials()).isEmpty();
    assertThat(
            permissions.unused().stream()
                .map(Object::toString)
                .filter(grant -> grant.matches("(IssueTicket|KeepConnections|PushUpdates).*"))
                .filter(grant -> !grant.matches(".* (logs|xray):.*")))
        .isEmpty();
  }

  private static void faults(String often) {
    live.cloud()
        .faults()
        .replace(
            FaultRules.parse(
                """
                {"rules": [{"id": "no-push", "fault": "throttle", "service": "execute-api",
                            "operation": "PostToConnection", %s}]}"""
                    .formatted(often)));
  }

  private static String place(CustomerApis api, List<String> samples, int number) {
    var order = LiveCloud.sample(samples.get(number % samples.size()));
    assertThat(api.place(order.body().toString()).statusCode()).isEqualTo(202);
    return order.orderId();
  }

  private static boolean isFinal(LiveClient client, String order) {
    return client
        .order(order)
        .filter(seen -> Set.of("CONFIRMED", "REJECTED").contains(seen.path("status").asText()))
        .isPresent();
  }

  private static Map<String, JsonNode> rows() {
    return live.rows().stream()
        .collect(Collectors.toMap(row -> row.at("/orderId/S").asText(), Function.identity()));
  }

  private static void agrees(LiveClient client, String order, Map<String, JsonNode> rows) {
    var seen = client.order(order).orElseThrow();
    var row = rows.get(order);
    assertThat(seen.path("status").asText()).isEqualTo(row.at("/status/S").asText());
    assertThat(seen.path("history").size()).isEqualTo(row.at("/version/N").asInt());
    assertThat(seen.toString()).doesNotContain("Ada", "London", "tok_");
  }

  private static List<JsonNode> open(String customer) {
    var open = new ArrayList<JsonNode>();
    live.connections("CUSTOMER#" + customer)
        .forEach(item -> item.at("/connections/L").forEach(open::add));
    return open;
  }

  private static WebSocket connect(URI url) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(url, new WebSocket.Listener() {})
        .join();
  }

  private static int statusOf(URI url) {
    try {
      connect(url).abort();
      return 101;
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }
}

package com.example.orders.webhookstests;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.scripts.GeneratedRequests;
import com.example.orders.webhookreceiver.SampleReceiver;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.StackSource;
import localcloud.observe.CallCount;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The API of webhooks as a stack: requests that Schemathesis makes from {@code openapi.yaml}, and
 * what a webhook costs. {@code FUZZ_CASES} makes more requests, {@code SEED} other ones.
 */
@Tag("local")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class WebhookApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Project PROJECT = Project.find();
  private static final Path FOLDER = PROJECT.root().resolve("extensions/webhooks");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> CUSTOMERS = List.of("first", "second");
  private static final int OPERATIONS = 8;

  /** Nothing listens there. */
  private static final String URL = "http://127.0.0.1:1/";

  private final HttpClient http = HttpClient.newHttpClient();
  private LocalCloud cloud;
  private URI api;

  @BeforeAll
  void start() {
    var webhooks =
        Extensions.of(PROJECT).chosen("webhooks").stacksBeside(Run.STACK_NAME).getFirst();
    var parameters = new HashMap<>(webhooks.parameters());
    parameters.put("Network", "loopback");
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(PROJECT.template(), PROJECT.artifacts())
                .withStackBeside(
                    new StackSource(
                        webhooks.name(), webhooks.template(), webhooks.artifacts(), parameters)));
    api = cloud.apiUrl(webhooks.name());
  }

  @AfterAll
  void stop() {
    cloud.close();
    http.close();
  }

  /** The last: its challenges are tried again for minutes, and would be counted. */
  @Test
  @Order(2)
  void generatedRequestsAreAnsweredAsDescribed() throws Exception {
    var requests = GeneratedRequests.of(FOLDER.resolve("tests"), 20261130, 5);
    Files.write(
        requests.folder().resolve("webhooks.txt"),
        List.of(registered("fuzz-first", URL), registered("fuzz-first", URL)));

    var report =
        requests.send(
            api.toString(),
            CUSTOMERS.stream().collect(toMap(name -> name, name -> token("fuzz-" + name))),
            FOLDER.resolve("openapi.yaml"),
            FOLDER.resolve("tests/schemathesis"));

    var seen = report.seen();
    System.out.printf(
        "SCHEMATHESIS webhooks seed=%d cases=%d failures=%d registered=%d compared=%d%n",
        requests.seed(),
        report.cases(),
        report.failures(),
        seen.stream().filter(line -> line.startsWith("registered ")).count(),
        seen.stream().filter(line -> line.startsWith("compared ")).count());
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.operations()).isGreaterThanOrEqualTo(OPERATIONS);
    assertThat(report.cases()).isGreaterThanOrEqualTo(OPERATIONS * requests.cases());
    assertThat(seen).contains("compared list", "compared one");
  }

  /** The README's figures: what is counted here, times the list prices of docs/costs. */
  @Test
  @Order(1)
  void aWebhookCostsWhatThePageSays() throws Exception {
    try (var receiver = SampleReceiver.start(0, List.of(), _ -> {})) {
      var id = activeWebhook(receiver);
      orderEnds("counted", receiver, 1);
      awaitQuiet();
      cloud.calls().reset();

      orderEnds("counted", receiver, 2);
      awaitQuiet();

      var costs = Costs.of(PROJECT, cloud.calls().counts().stream().filter(this::isOfWebhooks));
      System.out.println("WEBHOOK COSTS " + costs);
      assertThat(Files.readString(FOLDER.resolve("README.md"))).contains(costs.row());
      assertThat(call("counted", "GET", "/webhooks/" + id + "/deliveries", "").at("/deliveries"))
          .filteredOn(delivery -> !delivery.path("type").asText().startsWith("endpoint."))
          .hasSize(2)
          .allSatisfy(
              delivery -> assertThat(delivery.path("status").asText()).isEqualTo("DELIVERED"));
    }
  }

  private String registered(String customer, String url) throws Exception {
    return register(customer, url).path("endpointId").asText();
  }

  private JsonNode register(String customer, String url) throws Exception {
    return call(customer, "POST", "/webhooks", JSON.createObjectNode().put("url", url).toString());
  }

  private String activeWebhook(SampleReceiver receiver) throws Exception {
    var registered = register("counted", receiver.url().toString());
    receiver.trust(registered.path("secret").asText());
    var id = registered.path("endpointId").asText();
    call("counted", "POST", "/webhooks/" + id + "/verify", "");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> call("counted", "GET", "/webhooks/" + id, "").path("status").asText(),
            "ACTIVE"::equals);
    return id;
  }

  /** An order of something that nobody sells ends at once. */
  private void orderEnds(String customer, SampleReceiver receiver, int webhooks) {
    var orders = cloud.apiUrl().toString();
    var body =
        """
        {"orderId": "%s", "lines": [{"sku": "NOBODY-SELLS-THIS", "quantity": 1}], "currency": "EUR",
         "paymentToken": "tok_visa", "shippingAddress": {"name": "Ada", "street": "12 St James Sq",
         "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
            .formatted(UUID.randomUUID());
    var placed = new OrdersApi(orders, _ -> token(customer)).place(customer, body);
    assertThat(placed.httpStatus()).isEqualTo(202);
    Awaitility.await().atMost(PATIENCE).until(() -> receiver.taken().size() == webhooks);
  }

  /** Not the poller's calls, whose number depends on how often the queue is empty. */
  private boolean isOfWebhooks(CallCount call) {
    return call.principal().matches(".*(Plan|Deliver)WebhooksFunctionRole.*")
        && !call.operation().equals("ReceiveMessage")
        && !call.operation().startsWith("DeleteMessage");
  }

  private void awaitQuiet() {
    var seen = new AtomicLong(-1);
    Awaitility.await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              var now = cloud.calls().calls(this::isOfWebhooks);
              return seen.getAndSet(now) == now;
            });
  }

  private JsonNode call(String customer, String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Authorization", "Bearer " + token(customer))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return JSON.readTree(answer.body());
  }

  private String token(String customer) {
    return OrdersApi.localToken(cloud.apiUrl().toString(), customer);
  }
}

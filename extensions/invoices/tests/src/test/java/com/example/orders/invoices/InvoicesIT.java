package com.example.orders.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.example.orders.scripts.GeneratedRequests;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import localcloud.aws.AwsCall;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.StackSource;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Orders are confirmed and declined, and their customers ask for invoices. */
@Tag("local")
@Execution(CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class InvoicesIT {
  private static final String STACK = Run.STACK_NAME + "-invoices";
  private static final String MAKER = STACK + "/MakeInvoiceFunction";
  private static final Path FOLDER = Project.find().root().resolve("extensions/invoices");
  private static final String NAME = "Zoe Private";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private LocalCloud cloud;
  private OrdersApi api;
  private List<String> confirmed;
  private List<String> declined;

  @BeforeAll
  void ordersHaveEnded() {
    var project = Project.find();
    var invoices = Extensions.of(project).chosen("invoices").stacksBeside(Run.STACK_NAME);
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(project.template(), project.artifacts())
                .withStackBeside(with(invoices.getFirst(), "LinkSeconds", "2"))
                .withLogs((function, environment, line) -> lines.add(line)));
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(Run.STACK_NAME, endpoint), endpoint);
    var url = cloud.apiUrl().toString();
    api = new OrdersApi(url, customer -> OrdersApi.localToken(url, customer));
    // The answer to the first invoice is lost: the SDK writes again and meets its own object.
    cloud.faults().replace(new FaultRules(1, List.of(lostAnswer())));
    confirmed = Stream.generate(this::invoiced).limit(4).toList();
    declined = Stream.generate(() -> place("tok_declined")).limit(2).toList();
    declined.forEach(order -> awaitStatus(order, "REJECTED"));
  }

  /** One after the other: several cold functions may send so slowly that the SDK sends again. */
  private String invoiced() {
    var order = place("tok_visa");
    awaitStatus(order, "CONFIRMED");
    await().atMost(PATIENCE).until(() -> ask("acme", order).statusCode() == 200);
    return order;
  }

  @AfterAll
  void stop() {
    cloud.close();
  }

  @Test
  @Order(1)
  void everyConfirmedOrderHasItsInvoiceBehindALink() {
    for (var order : confirmed) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                var answer = ask("acme", order);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                var page = open(json(answer).path("url").asText());
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.headers().firstValue("Content-Type"))
                    .hasValue("text/html;charset=utf-8");
                assertThat(page.body()).contains(order, NAME, total(order));
              });
    }
  }

  /** As the core's row has it, in euros. */
  private String total(String order) {
    var cents = api.find("acme", order).orElseThrow().path("total").longValue();
    assertThat(cents).isPositive();
    return "%d.%02d EUR".formatted(cents / 100, cents % 100);
  }

  @Test
  @Order(2)
  void aLinkEnds() {
    var url = json(ask("acme", confirmed.getFirst())).path("url").asText();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(open(url).body()).contains("<Code>AccessDenied</Code>"));
  }

  @Test
  @Order(3)
  void whoeverHasNoInvoiceGetsTheSameAnswer() {
    var unknown = ask("acme", UUID.randomUUID().toString());
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Retry-After")).hasValue("10");
    for (var answer :
        List.of(
            ask("stranger", confirmed.getFirst()),
            ask("acme", declined.getFirst()),
            ask("acme", "no-id"))) {
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(unknown.body());
    }
    assertThat(send(HttpRequest.newBuilder(invoice(confirmed.getFirst()))).statusCode())
        .isEqualTo(401);
  }

  @Test
  @Order(4)
  void anEventThatComesAgainChangesNothing() {
    assertThat(cloud.faults().injected("lost")).isEqualTo(1);
    assertThat(puts())
        .as("one an order; the lost one is not counted, its repetition is")
        .isEqualTo(4);
    var before = objects();

    publish(confirmed.getFirst());

    await().atMost(PATIENCE).until(this::puts, puts -> puts == 5);
    assertThat(objects()).isEqualTo(before);
    assertThat(before).hasSameSizeAs(confirmed);
    assertThat(count("HeadObject")).as("looks for an invoice").isPositive();
  }

  /** {@code FUZZ_CASES} makes more requests, {@code SEED} other ones. */
  @Test
  @Order(5)
  void generatedRequestsAreAnsweredAsDescribed() throws Exception {
    var requests = GeneratedRequests.of(FOLDER.resolve("tests"), 20261130, 40);
    Files.write(requests.folder().resolve("orders.txt"), confirmed);
    var tokens = api.tokens();

    var report =
        requests.send(
            cloud.apiUrl(STACK).toString(),
            Map.of("first", tokens.apply("acme"), "second", tokens.apply("stranger")),
            FOLDER.resolve("openapi.yaml"),
            FOLDER.resolve("tests/schemathesis"));

    System.out.printf(
        "SCHEMATHESIS invoices seed=%d cases=%d failures=%d%n",
        requests.seed(), report.cases(), report.failures());
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.operations()).isEqualTo(1);
    assertThat(report.seen()).contains("compared");
  }

  @Test
  @Order(6)
  void theFunctionsMayDoWhatTheyDo() {
    assertThat(cloud.permissions().unused())
        .filteredOn(grant -> grant.role().startsWith(STACK))
        .filteredOn(grant -> !grant.action().matches("(logs|xray):.*"))
        // The failures' queue gets nothing while nothing fails.
        .filteredOn(grant -> !grant.action().equals("sqs:SendMessage"))
        .isEmpty();
    assertThat(cloud.permissions().denials()).isEmpty();
  }

  @Test
  @Order(7)
  void noLogLineHoldsAnAddressOrALink() {
    assertThat(lines).anyMatch(line -> line.contains("Invoice made"));
    assertThat(lines).noneMatch(line -> line.contains(NAME) || line.contains("X-Amz-Signature"));
  }

  private static FaultRule lostAnswer() {
    return new FaultRule(
        "lost", Fault.TIMEOUT_AFTER, "s3", "PutObject", null, MAKER, null, 0, 1, 1, 0);
  }

  private static StackSource with(StackSource stack, String name, String value) {
    var parameters = new HashMap<>(stack.parameters());
    parameters.put(name, value);
    return new StackSource(stack.name(), stack.template(), stack.artifacts(), parameters);
  }

  private String place(String paymentToken) {
    var order = UUID.randomUUID().toString();
    var body =
        """
        {"orderId": "%s", "lines": [{"sku": "MUG-STONEWARE", "quantity": 2}], "currency": "EUR",
         "paymentToken": "%s", "shippingAddress": {"name": "%s", "street": "12 St James's Sq",
         "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
            .formatted(order, paymentToken, NAME);
    assertThat(api.place("acme", body).httpStatus()).isEqualTo(202);
    return order;
  }

  private void awaitStatus(String order, String status) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> api.find("acme", order).map(row -> row.path("status").asText()).orElse(""),
            status::equals);
  }

  private URI invoice(String order) {
    return URI.create(cloud.apiUrl(STACK) + "/orders/" + order + "/invoice");
  }

  private HttpResponse<String> ask(String customer, String order) {
    var token = api.tokens().apply(customer);
    return send(HttpRequest.newBuilder(invoice(order)).header("Authorization", "Bearer " + token));
  }

  /** Without a token: the link is all that it takes. */
  private static HttpResponse<String> open(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same event once more, as a replay or a second delivery has it. */
  private void publish(String order) {
    var event = JSON.createObjectNode();
    event
        .putObject("metadata")
        .put("correlationId", order)
        .put("idempotencyKey", "acme#" + order + "#OrderConfirmed")
        .put("schemaVersion", 1);
    event
        .putObject("data")
        .put("customer", "acme")
        .put("orderId", order)
        .put("status", "CONFIRMED")
        .put("total", 1)
        .put("currency", "EUR");
    var request = JSON.createObjectNode();
    request
        .putArray("Entries")
        .addObject()
        .put("EventBusName", cloud.output("OrderEventsName"))
        .put("Source", "orderly.orders")
        .put("DetailType", "OrderConfirmed")
        .put("Detail", event.toString());
    var answer =
        cloud
            .aws()
            .answer(
                AwsCall.json(
                    "events", "arn:aws:iam::000000000000:root", "AWSEvents.PutEvents", request));
    assertThat(answer.status()).isEqualTo(200);
  }

  private long puts() {
    return count("PutObject");
  }

  private long count(String operation) {
    return cloud
        .calls()
        .calls(call -> call.service().equals("s3") && call.operation().equals(operation));
  }

  /** What there is, with tags and last changes. */
  private List<S3Object> objects() {
    var endpoint = cloud.endpointUrl().toString();
    var bucket = cloud.stack(STACK).outputs().get("InvoicesBucketName");
    try (var s3 = StackOutputs.configure(S3Client.builder(), endpoint).build()) {
      return s3.listObjectsV2(list -> list.bucket(bucket)).contents();
    }
  }
}

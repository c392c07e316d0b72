package com.example.orders.webhookstests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.example.orders.webhookreceiver.SampleReceiver;
import com.example.orders.webhooksclient.WebhooksApi;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import localcloud.iam.Grant;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Customers with receivers of their own, against the core and the webhooks beside it. */
@Tag("local")
@Execution(SAME_THREAD)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class WebhooksIT {
  /** The last attempt but one is 3 seconds after the first; two in a row that fail disable. */
  private static final String PARAMETERS =
      "webhooks.Network=loopback,webhooks.RetrySeconds=1,1,1,webhooks.DisableAfter=2";

  private static final String STACK = Run.STACK_NAME + "-webhooks";

  /** Lambda's own, and what its poller reads, here only while a function is throttled. */
  private static final Pattern UNUSED_HERE =
      Pattern.compile(".* (logs|xray):.*|.* sqs:GetQueueAttributes .*");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> ENDS = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  private LocalCloud cloud;
  private OrdersApi orders;

  @BeforeAll
  void start() {
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts())
            .withPace(Pace.ofAsyncRetries(0.01));
    for (var stack :
        Extensions.of(project)
            .chosen("webhooks")
            .stacksBeside(Run.STACK_NAME, Parameters.parse(PARAMETERS))) {
      settings = settings.withStackBeside(stack);
    }
    cloud = LocalCloud.start(settings);
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(Run.STACK_NAME, endpoint), endpoint);
    orders = new OrdersApi(cloud.apiUrl().toString(), this::token);
  }

  /** The local cloud itself fails if an event broke its contract. */
  @AfterAll
  void stop() {
    cloud.close();
  }

  /** The one channel says of each order what the other says, and once. */
  @Test
  @Order(1)
  void everyEndArrivesOnceSignedAndAsTheApiSaysIt() throws Exception {
    try (var receiver = receiver();
        var webhooks = webhooks("acme")) {
      var endpoint = active(webhooks, receiver);
      var old = webhooks.rotate(endpoint);
      assertThat(old.httpStatus()).isEqualTo(200); // the receiver knows the first secret only
      receiver.failNext(503, 503);

      var placed =
          Stream.of("tok_visa", "tok_declined", "tok_visa", "tok_declined", "tok_visa", "tok_visa")
              .map(token -> place("acme", token))
              .toList();
      orders.cancel("acme", placed.getLast());

      until(() -> assertThat(taken(receiver)).containsExactlyInAnyOrderElementsOf(placed));
      var ends = receiver.taken();
      assertThat(ends)
          .extracting(webhook -> webhook.path("type").asText())
          .contains("order.confirmed", "order.rejected");
      assertThat(ends)
          .allSatisfy(
              webhook -> {
                var order = orders.find("acme", webhook.at("/data/orderId").asText()).orElseThrow();
                assertThat(webhook.at("/data/status").asText())
                    .isIn(ENDS)
                    .isEqualTo(order.path("status").asText());
                assertThat(webhook.at("/data/total")).isEqualTo(order.at("/total"));
              });
      until(
          () ->
              assertThat(deliveries(webhooks, endpoint))
                  .hasSize(placed.size() + 1)
                  .allMatch(delivery -> delivery.path("status").asText().equals("DELIVERED")));
    }
  }

  @Test
  @Order(2)
  void whatIsGivenUpIsListedSentAgainOnRequestAndDisablesInTheEnd() throws Exception {
    try (var receiver = receiver();
        var webhooks = webhooks("unlucky")) {
      var endpoint = active(webhooks, receiver);
      receiver.failNext(500, 500, 500, 500, 302, 302, 302, 302);

      var first = place("unlucky", "tok_visa");
      until(() -> assertGivenUp(webhooks, endpoint, first, 4, "answered 500"));
      var second = place("unlucky", "tok_declined");
      until(() -> assertGivenUp(webhooks, endpoint, second, 4, "answered 302"));
      until(
          () -> {
            var shown = webhooks.show(endpoint).body();
            assertThat(shown.path("status").asText()).isEqualTo("DISABLED");
            assertThat(shown.at("/disabled/reason").asText())
                .startsWith("2 deliveries in a row failed");
          });

      var requests = receiver.requests();
      var third = place("unlucky", "tok_visa");
      until(() -> assertGivenUp(webhooks, endpoint, third, 0, "endpoint disabled"));
      assertThat(receiver.requests()).isEqualTo(requests);

      verify(webhooks, endpoint);
      for (var order : List.of(first, second, third)) {
        var delivery = of(webhooks, endpoint, order).path("deliveryId").asText();
        assertThat(webhooks.resend(endpoint, delivery).httpStatus()).isEqualTo(202);
      }
      until(() -> assertThat(taken(receiver)).containsExactlyInAnyOrder(first, second, third));
    }
  }

  /** Another customer's is the same as none. */
  @Test
  @Order(3)
  void nobodySeesOrMovesWhatIsAnothers() throws Exception {
    try (var receiver = receiver();
        var owner = webhooks("owner");
        var stranger = webhooks("stranger")) {
      var endpoint = active(owner, receiver);
      var none = "ep_" + "0".repeat(32);
      for (var id : List.of(endpoint, none)) {
        var answers =
            List.of(
                stranger.show(id),
                stranger.verify(id),
                stranger.rotate(id),
                stranger.deliveries(id),
                stranger.resend(id, "msg_" + "0".repeat(32)),
                stranger.delete(id));
        assertThat(answers).extracting(WebhooksApi.Answer::httpStatus).containsOnly(404);
      }
      assertThat(stranger.list().body().path("webhooks")).isEmpty();
      place("stranger", "tok_visa");
      var own = place("owner", "tok_visa");
      until(() -> assertThat(taken(receiver)).containsExactly(own));

      assertThat(owner.delete(endpoint).httpStatus()).isEqualTo(204);
      assertThat(owner.show(endpoint).httpStatus()).isEqualTo(404);
    }
  }

  /** Lambda hands it over three times; then our own queue has it, and its alarm rings. */
  @Test
  @Order(4)
  void anEventThatNoRowBearsOutIsSentToNobodyAndKept() throws Exception {
    try (var receiver = receiver();
        var webhooks = webhooks("deceived")) {
      var endpoint = active(webhooks, receiver);
      var order = UUID.randomUUID().toString();

      publish("deceived", order);

      var failures = cloud.stack(STACK).resources().get("WebhookFailuresQueue").ref();
      try (var sqs = configured(SqsClient.builder())) {
        until(
            () ->
                assertThat(sqs.receiveMessage(request -> request.queueUrl(failures)).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).contains(order)));
      }
      assertThat(deliveries(webhooks, endpoint))
          .extracting(delivery -> delivery.path("type").asText())
          .containsExactly("endpoint.verification");
    }
  }

  @Test
  @Order(5)
  void noRoleMayDoMoreThanItDoes() {
    assertThat(cloud.permissions().denials()).isEmpty();
    assertThat(
            cloud.permissions().unused().stream()
                .map(Grant::toString)
                .filter(grant -> grant.contains("Webhooks"))
                .filter(grant -> !UNUSED_HERE.matcher(grant).matches()))
        .isEmpty();
  }

  private void publish(String customer, String order) {
    var detail =
        """
        {"metadata": {"correlationId": "%2$s", "idempotencyKey": "%1$s#%2$s#OrderConfirmed",
         "schemaVersion": 1}, "data": {"customer": "%1$s", "orderId": "%2$s",
         "status": "CONFIRMED", "total": 1, "currency": "EUR"}}"""
            .formatted(customer, order);
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(cloud.output("OrderEventsName"))
            .source("orderly.orders")
            .detailType("OrderConfirmed")
            .detail(detail)
            .build();
    try (var events = configured(EventBridgeClient.builder())) {
      events.putEvents(request -> request.entries(entry));
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C configured(B builder) {
    return StackOutputs.configure(builder, cloud.endpointUrl().toString()).build();
  }

  private SampleReceiver receiver() throws IOException {
    return SampleReceiver.start(0, List.of(), _ -> {});
  }

  private String token(String customer) {
    return cloud.userPools().issueAccessToken(cloud.output("CustomerPoolId"), customer);
  }

  private WebhooksApi webhooks(String customer) {
    return new WebhooksApi(cloud.apiUrl(STACK).toString(), token(customer));
  }

  /** Registers the receiver, gives it the secret and has it prove itself. */
  private static String active(WebhooksApi webhooks, SampleReceiver receiver) {
    var registered = webhooks.register(receiver.url().toString());
    assertThat(registered.httpStatus()).as("%s", registered).isEqualTo(201);
    receiver.trust(registered.body().path("secret").asText());
    var endpoint = registered.body().path("endpointId").asText();
    verify(webhooks, endpoint);
    return endpoint;
  }

  private static void verify(WebhooksApi webhooks, String endpoint) {
    assertThat(webhooks.verify(endpoint).httpStatus()).isEqualTo(202);
    until(
        () ->
            assertThat(webhooks.show(endpoint).body().path("status").asText()).isEqualTo("ACTIVE"));
  }

  private String place(String customer, String paymentToken) {
    var orderId = UUID.randomUUID().toString();
    var body =
        """
        {"orderId": "%s", "lines": [{"sku": "MUG-STONEWARE", "quantity": 1}], "currency": "EUR",
         "paymentToken": "%s", "shippingAddress": {"name": "Ada", "street": "12 St James",
         "city": "London", "postalCode": "SW1Y", "country": "GB"}}"""
            .formatted(orderId, paymentToken);
    assertThat(orders.place(customer, body).httpStatus()).isEqualTo(202);
    return orderId;
  }

  private static List<String> taken(SampleReceiver receiver) {
    return receiver.taken().stream().map(webhook -> webhook.at("/data/orderId").asText()).toList();
  }

  private static List<JsonNode> deliveries(WebhooksApi webhooks, String endpoint) {
    var all = new ArrayList<JsonNode>();
    webhooks.deliveries(endpoint).body().path("deliveries").forEach(all::add);
    return all;
  }

  private static JsonNode of(WebhooksApi webhooks, String endpoint, String order) {
    return deliveries(webhooks, endpoint).stream()
        .filter(delivery -> delivery.path("orderId").asText().equals(order))
        .findFirst()
        .orElseThrow();
  }

  private static void assertGivenUp(
      WebhooksApi webhooks, String endpoint, String order, int attempts, String outcome) {
    assertThat(deliveries(webhooks, endpoint))
        .filteredOn(delivery -> delivery.path("orderId").asText().equals(order))
        .extracting(
            delivery -> delivery.path("status").asText(),
            delivery -> delivery.path("attempts").asInt(),
            delivery -> delivery.path("lastOutcome").asText())
        .containsExactly(tuple("FAILED", attempts, outcome));
  }

  private static void until(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).untilAsserted(assertion);
  }
}

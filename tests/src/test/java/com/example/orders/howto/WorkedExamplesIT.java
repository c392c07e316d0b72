package com.example.orders.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Tries the patches of {@code docs/howto}, applied to a copy of the checkout that is built anew.
 */
@Tag("local")
@Execution(CONCURRENT)
@Timeout(600)
@ExtendWith(NextRelease.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkedExamplesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "acme";

  private final Queue<String> logs = new ConcurrentLinkedQueue<>();
  private LocalCloud cloud;
  private OrdersApi api;

  @BeforeAll
  void start(Project next) {
    cloud =
        LocalCloud.start(
            LocalCloudSettings.of(next.template(), next.artifacts())
                .withLogs((function, environment, line) -> logs.add(line))
                .withParameters(Map.of("CancelWindowSeconds", "0")));
    var url = cloud.apiUrl().toString();
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(cloud.stack().name(), endpoint), endpoint);
    var token = OrdersApi.localToken(url, CUSTOMER);
    api = new OrdersApi(url, _ -> token);
  }

  @AfterAll
  void stop() {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void theFieldReachesTheWarehouseAndComesBackWithTheStatus() throws Exception {
    var wrapped = ended(order(2).put("giftWrap", true));
    assertThat(wrapped.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(wrapped.path("giftWrap")).isEqualTo(JSON.getNodeFactory().booleanNode(true));
    assertThat(shipped(wrapped)).contains("Ship gift-wrapped: ACCEPTED");

    var plain = ended(order(2));
    assertThat(plain.path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(plain.has("giftWrap")).isFalse();
    assertThat(shipped(plain)).contains("Ship: ACCEPTED");
  }

  @Test
  void theStepRejectsAnOrderAndLetsOthersPass() throws Exception {
    var many = ended(order(101));
    assertThat(many.path("status").asText()).isEqualTo("REJECTED");
    assertThat(many.path("reason").asText()).isEqualTo("FRAUD_SUSPECTED");
    assertThat(many.path("history").findValuesAsText("status"))
        .containsExactly("ACCEPTED", "INVENTORY_RESERVED", "COMPENSATING", "REJECTED");

    assertThat(ended(order(100)).path("status").asText()).isEqualTo("CONFIRMED");
  }

  private static ObjectNode order(int quantity) {
    var order = JSON.createObjectNode();
    order.put("orderId", UUID.randomUUID().toString()).put("currency", "EUR");
    order.put("paymentToken", "tok_visa");
    order.putArray("lines").addObject().put("sku", "MUG-STONEWARE").put("quantity", quantity);
    order
        .putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "1 Main Street")
        .put("city", "Berlin")
        .put("postalCode", "10115")
        .put("country", "DE");
    return order;
  }

  private JsonNode ended(JsonNode order) {
    var answer = api.place(CUSTOMER, order.toString());
    assertThat(answer.httpStatus()).as(answer.toString()).isEqualTo(202);
    var id = order.path("orderId").asText();
    return await("order " + id + " to end")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> api.find(CUSTOMER, id),
            found ->
                found.isPresent()
                    && found.get().path("status").asText().matches("CONFIRMED|REJECTED"))
        .orElseThrow();
  }

  /** What the warehouse logged of the order. */
  private String shipped(JsonNode order) {
    var id = order.path("orderId").asText();
    return await("the warehouse's log line")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                logs.stream()
                    .filter(line -> line.contains(id) && line.contains("\"Ship"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}

package com.example.orders.tryrelease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.json.EnvelopeParser;
import com.example.orders.order.OrderRules;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What passes, what is refused, and that neither leaves anything. */
class TrialsTest {
  private static final Release RELEASE = new Release("orderly-AnyFunction-1", "8");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String GOOD_RESERVATION =
      "{\"total\":100,\"lines\":[{\"sku\":\"SKU\",\"quantity\":1}],\"version\":2}";

  private static final Instant NOW = Instant.parse("2026-11-29T22:00:00.123Z");

  private final InMemoryTables stored = new InMemoryTables();

  /** A version of a function that does its work and answers what it is given. */
  private record Version(String name, InMemoryTables stored, String answer, boolean works)
      implements Functions {
    @Override
    public String handler(Release release) {
      assertThat(release).isEqualTo(RELEASE);
      return "com.example.orders.any." + name;
    }

    @Override
    public JsonNode invoke(Release release, String event) {
      var order = TrialOrder.of(handler(release), NOW);
      assertThat(stored.row(order)).doesNotContainKeys("openShard", "deadline");
      assertThat(stored.row(order).get("acceptedAt").s()).isEqualTo(NOW.toString());
      if (name.equals("AcceptOrdersHandler")) { // fresh, and the same at each delivery
        assertThat(json(event).at("/Records/0/attributes/SentTimestamp").asLong())
            .isEqualTo(NOW.toEpochMilli());
      }
      if (answer.equals("FAILS")) {
        throw new TrialFailedException("It failed with a defect");
      }
      if (works) {
        work(order);
      }
      return json(answer.replace("SKU", order.sku()));
    }

    private void work(TrialOrder order) {
      switch (name) {
        case "ReserveInventoryHandler" -> {
          stored.row(order).put("status", Attributes.text("INVENTORY_RESERVED"));
          stored.product(order).put("stock", Attributes.number(0));
        }
        case "ReleaseInventoryHandler" ->
            stored.product(order).put("stock", Attributes.number(answer.contains("true") ? 1 : 0));
        default -> {}
      }
    }

    private static JsonNode json(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AcceptOrdersHandler|{\"batchItemFailures\":[]}",
        "ReserveInventoryHandler|{\"total\":100,\"currency\":\"EUR\",\"lines\":[{\"sku\":\"SKU\",\"quantity\":1}],\"version\":2,\"more\":1}",
        "ChargePaymentHandler|{\"paymentId\":\"release-check\",\"version\":1}",
        "RefundPaymentHandler|{\"outcome\":null,\"closing\":{\"status\":\"REJECTED\",\"reason\":\"OUT_OF_STOCK\",\"version\":1}}",
        "ReleaseInventoryHandler|{\"released\":true}",
        "ListOrdersHandler|{}",
      })
  void aGoodVersionPassesAndNothingIsLeft(String name, String answer) {
    assertThatCode(() -> run(name, answer)).doesNotThrowAnyException();
    assertThat(stored.items).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AcceptOrdersHandler|FAILS|It failed with a defect",
        "AcceptOrdersHandler|null|failures: wanted [], found ",
        "AcceptOrdersHandler|{\"batchItemFailures\":[{\"itemIdentifier\":\"1\"}]}|found [{",
        "ReserveInventoryHandler|{\"total\":100,\"lines\":[{\"sku\":\"SKU\"}]}|version: wanted 2, found 0",
        "ReserveInventoryHandler|{\"total\":100,\"version\":2}|sku: wanted RELEASE-CHECK-",
        "ReserveInventoryHandler|{\"total\":10,\"lines\":[{\"sku\":\"SKU\"}],\"version\":2}|total: wanted 100, found 10",
        "ChargePaymentHandler|{\"paymentId\":\"another\",\"version\":1}|payment: wanted release-check",
        "RefundPaymentHandler|{\"outcome\":\"REFUNDED\"}|outcome: wanted true, found false",
        "ReleaseInventoryHandler|{\"released\":false}|released: wanted true, found false",
      })
  void aBrokenVersionIsRefusedAndNothingIsLeft(String name, String answer, String why) {
    assertThatThrownBy(() -> run(name, answer))
        .isInstanceOf(TrialFailedException.class)
        .hasMessageContaining(why);
    assertThat(stored.items).isEmpty();
  }

  @Test
  void aVersionThatOnlySaysThatItDidItIsRefused() {
    var idle = new Version("ReserveInventoryHandler", stored, GOOD_RESERVATION, false);

    assertThatThrownBy(() -> trials(idle).run(RELEASE))
        .hasMessage("status: wanted INVENTORY_RESERVED, found ACCEPTED");
    assertThat(stored.items).isEmpty();
  }

  @Test
  void theMessageIsAnOrderAsTheApiSendsIt() throws Exception {
    var order = TrialOrder.of("any.Handler", NOW);
    var envelope = new EnvelopeParser().parse(order.body());

    assertThat(envelope.request().key()).isEqualTo(order.key());
    assertThat(OrderRules.judge(envelope.request())).isInstanceOf(OrderRules.Valid.class);
    assertThat(order.bodyHash()).isEqualTo(envelope.bodyHash());
  }

  private void run(String name, String answer) {
    trials(new Version(name, stored, answer, true)).run(RELEASE);
  }

  private Trials trials(Functions functions) {
    return new Trials(functions, new DynamoDbTestOrders(stored, "orders", "products"), () -> NOW);
  }
}

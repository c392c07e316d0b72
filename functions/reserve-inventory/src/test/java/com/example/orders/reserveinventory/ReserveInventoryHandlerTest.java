package com.example.orders.reserveinventory;

import static com.example.orders.testing.Samples.accepted;
import static com.example.orders.testing.Samples.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryInventory;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The task as the runtime runs it: JSON in, JSON out, by the serializer it finds. */
class ReserveInventoryHandlerTest {
  private final InMemoryOrders orders = new InMemoryOrders();

  @Test
  void answersTheTaskInTheFormThatTheWorkflowReads() {
    assertThat(answer(accepted(line("MUG", 2), line("MUG", 1))))
        .isEqualTo(
            "{\"total\":3750,\"currency\":\"EUR\",\"lines\":[{\"sku\":\"MUG\",\"quantity\":3}],\"version\":2}");
  }

  @Test
  void saysOfATestOrderThatItIsOne() {
    assertThat(answer(Samples.test())).contains(",\"test\":true,");
  }

  private String answer(Order order) {
    orders.store(order);
    var inventory = new InMemoryInventory(orders);
    inventory.given("MUG", 1250, "EUR", 10);
    inventory.given("TEST-PARCEL", 1, "EUR", 10);
    var handler =
        new ReserveInventoryHandler(
            new Reserving(orders, inventory, Clock.systemUTC()), Telemetry.fromEnvironment());

    var json = ServiceLoader.load(CustomPojoSerializer.class).findFirst().orElseThrow();
    OrderKey input = json.fromJson(EventFiles.text("reserve-inventory/task.json"), OrderKey.class);
    var answer = new ByteArrayOutputStream();
    json.toJson(handler.handleRequest(input, mock(Context.class)), answer, InventoryReserved.class);
    return answer.toString(StandardCharsets.UTF_8);
  }
}

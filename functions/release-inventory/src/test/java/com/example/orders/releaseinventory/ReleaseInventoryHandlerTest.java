package com.example.orders.releaseinventory;

import static com.example.orders.testing.Samples.SENT;
import static com.example.orders.testing.Samples.accepted;
import static com.example.orders.testing.Samples.line;
import static com.example.orders.testing.Samples.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryInventory;
import com.example.orders.testing.InMemoryOrders;
import java.io.ByteArrayOutputStream;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The task as the runtime runs it: JSON in, JSON out, by the serializer it finds. */
class ReleaseInventoryHandlerTest {
  private final InMemoryOrders orders = new InMemoryOrders();

  @Test
  void answersTheTaskInTheFormThatTheWorkflowReads() {
    orders.store(moved(accepted(line("MUG", 2)), OrderStatus.COMPENSATING, SENT, 1L, true));
    var inventory = new InMemoryInventory(orders);
    inventory.given("MUG", 1250, "EUR", 10);
    var handler =
        new ReleaseInventoryHandler(new Releasing(orders, inventory), Telemetry.fromEnvironment());

    var json = ServiceLoader.load(CustomPojoSerializer.class).findFirst().orElseThrow();
    OrderKey input = json.fromJson(EventFiles.text("release-inventory/task.json"), OrderKey.class);
    var answer = new ByteArrayOutputStream();
    json.toJson(handler.handleRequest(input, mock(Context.class)), answer, InventoryReleased.class);

    assertThat(answer).hasToString("{\"released\":true}");
  }
}

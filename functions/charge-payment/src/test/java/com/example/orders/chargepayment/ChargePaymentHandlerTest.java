package com.example.orders.chargepayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.lambda.TaskSerializer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ChargePaymentHandlerTest {
  private final TaskSerializer json = new TaskSerializer();
  private final InMemoryOrders orders = new InMemoryOrders();
  private final ChargePaymentHandler handler =
      new ChargePaymentHandler(
          new Charging(orders, new InMemoryPaymentGateway(), Clock.systemUTC()),
          Telemetry.fromEnvironment());

  @Test
  void answersTheWorkflowsInputWithThePaymentAndTheRowsVersion() {
    orders.store(ChargingTest.order(OrderStatus.INVENTORY_RESERVED, 2, "tok_visa"));

    var out = new ByteArrayOutputStream();
    json.toJson(handle(), out, PaymentCharged.class);

    assertThat(out).hasToString("{\"paymentId\":\"pay_1\",\"version\":4}");
  }

  @Test
  void failsWithTheErrorThatTheWorkflowCatches() {
    orders.store(ChargingTest.order(OrderStatus.COMPENSATING, 3, "tok_visa"));

    assertThatThrownBy(this::handle).isExactlyInstanceOf(OrderClosedException.class);
  }

  private PaymentCharged handle() {
    OrderKey input = json.fromJson(EventFiles.text("charge-payment/task.json"), OrderKey.class);
    return handler.handleRequest(input, null);
  }
}

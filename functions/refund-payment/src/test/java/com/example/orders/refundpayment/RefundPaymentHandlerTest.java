package com.example.orders.refundpayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.lambda.TaskSerializer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderClosedException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.payment.VoidResult;
import com.example.orders.testing.EventFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefundPaymentHandlerTest {
  private final TaskSerializer json = new TaskSerializer();

  @Test
  void answersTheWorkflowsInputWithTheOutcome() {
    var out = new ByteArrayOutputStream();
    json.toJson(handle(OrderStatus.COMPENSATING), out, PaymentUndone.class);

    assertThat(out)
        .hasToString(
            "{\"outcome\":\"REFUNDED\",\"closing\":{\"status\":\"REJECTED\","
                + "\"reason\":\"OUT_OF_STOCK\",\"detail\":\"none left\",\"version\":2}}");
  }

  @Test
  void failsWithTheErrorThatTheWorkflowCatches() {
    assertThatThrownBy(() -> handle(OrderStatus.CHARGING))
        .isExactlyInstanceOf(OrderClosedException.class);
  }

  @Test
  void countsARejectedOrderByItsReasonAndOnlyOnce() {
    assertThat(printedBy(OrderStatus.COMPENSATING))
        .contains("\"OrdersRejected\"", "\"Reason\":\"OUT_OF_STOCK\"");
    assertThat(printedBy(OrderStatus.REJECTED)).isEmpty();
  }

  private String printedBy(OrderStatus status) {
    var stdout = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      handle(status);
    } finally {
      System.setOut(stdout);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private PaymentUndone handle(OrderStatus status) {
    var test = new RefundingTest();
    test.orders.store(RefundingTest.order(status));
    var handler =
        new RefundPaymentHandler(test.refunding(VoidResult.REFUNDED), Telemetry.fromEnvironment());
    OrderKey input = json.fromJson(EventFiles.text("refund-payment/task.json"), OrderKey.class);
    return handler.handleRequest(input, null);
  }
}

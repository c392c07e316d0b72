package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A task that its workflow gave up may still run: behind the fence it changes nothing. */
@Tag("local")
@ExtendWith(TargetExtension.class)
class LateTasksIT {

  record Undone(String what, UnaryOperator<OrderByHand> steps) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Undone> undone() {
    return Stream.of(
        new Undone("fence", order -> order.fence("X")),
        new Undone("fence after the reservation", order -> order.reserve().fence("X")),
        new Undone("fence after the charge", order -> order.reserve().charge().fence("X")),
        new Undone("void", order -> order.reserve().fence("X").refund()),
        new Undone("refund", order -> order.reserve().chargedUnseen().fence("X").refund()),
        new Undone("release", order -> order.reserve().fence("X").refund().release()));
  }

  @ParameterizedTest
  @MethodSource("undone")
  void aLateReserveOrChargeChangesNothing(Undone undone, Target target) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = undone.steps().apply(OrderByHand.accepted(target, "latecomer"))) {
      var fenced = order.row();
      assertLate(order);
      assertThat(order.row()).isEqualTo(fenced);
      order.run("");
      var ended = order.row();
      assertLate(order);
      assertThat(order.row()).isEqualTo(ended);
      var key = new Books.OrderKey(order.key().customer().value(), order.key().orderId().value());
      assertThat(books.differences(List.of(key))).isEmpty();
    }
  }

  private static void assertLate(OrderByHand order) {
    for (var task : List.of("ReserveInventory", "ChargePayment")) {
      assertThat(order.invoke(task).text())
          .contains("com.example.orders.order.OrderClosedException");
    }
  }
}

package com.example.orders.endtoend;

import static com.example.orders.order.OrderStatus.CANCEL_REQUESTED;
import static com.example.orders.order.OrderStatus.CHARGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A new execution finds an order wherever it was left and takes it to its end; one more finds it
 * there and changes nothing. Nothing is taken, charged, shipped or given back twice.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
class ResumeIT {

  /** How far the order had come, and how it is to end. */
  record Left(String where, UnaryOperator<OrderByHand> steps, String ends) {
    @Override
    public String toString() {
      return where;
    }
  }

  static Stream<Left> everywhere() {
    return Stream.of(onTheWay(), onTheWayBack(), cancelled(), givenUp()).flatMap(List::stream);
  }

  private static List<Left> onTheWay() {
    return List.of(
        new Left("accepted", order -> order, "CONFIRMED"),
        new Left("reserved", OrderByHand::reserve, "CONFIRMED"),
        new Left("charge claimed", order -> order.reserve().move(CHARGING), "CONFIRMED"),
        new Left("charged, not recorded", order -> order.reserve().chargedUnseen(), "CONFIRMED"),
        new Left("charged", order -> order.reserve().charge(), "CONFIRMED"),
        new Left("shipped", order -> order.reserve().charge().shipment("ACCEPTED"), "CONFIRMED"),
        new Left(
            "shipment cancelled",
            order -> order.reserve().charge().shipment("CANCELLED"),
            "REJECTED SHIPMENT_REFUSED"));
  }

  private static List<Left> onTheWayBack() {
    return List.of(
        new Left("undo begun, nothing taken", order -> order.fence("NOTHING"), "REJECTED NOTHING"),
        new Left(
            "undo begun, reserved",
            order -> order.reserve().fence("A_REASON"),
            "REJECTED A_REASON"),
        new Left(
            "undo begun, charge not recorded",
            order -> order.reserve().chargedUnseen().fence("A_REASON"),
            "REJECTED A_REASON"),
        new Left(
            "undo begun, charged",
            order -> order.reserve().charge().fence("A_REASON"),
            "REJECTED A_REASON"),
        new Left(
            "refunded",
            order -> order.reserve().charge().fence("A_REASON").refund(),
            "REJECTED A_REASON"),
        new Left(
            "refunded and released",
            order -> order.reserve().charge().fence("A_REASON").refund().release(),
            "REJECTED A_REASON"));
  }

  private static List<Left> cancelled() {
    return List.of(
        new Left(
            "cancelled before the reservation",
            order -> order.move(CANCEL_REQUESTED),
            "CANCELLED CUSTOMER_CANCELLED"),
        new Left(
            "cancelled after the reservation",
            order -> order.reserve().move(CANCEL_REQUESTED),
            "CANCELLED CUSTOMER_CANCELLED"),
        new Left(
            "cancelled between a failure and the fence",
            order -> order.move(CANCEL_REQUESTED).fence("OUT_OF_STOCK"),
            "CANCELLED CUSTOMER_CANCELLED"),
        new Left(
            "cancelled and released",
            order -> order.reserve().move(CANCEL_REQUESTED).fence("X").refund().release(),
            "CANCELLED CUSTOMER_CANCELLED"));
  }

  private static List<Left> givenUp() {
    var undone = "REJECTED UNDONE_BY_OPERATOR";
    return List.of(
        new Left("given up, nothing taken", OrderByHand::giveUp, undone),
        new Left("given up, reserved", order -> order.reserve().giveUp(), undone),
        new Left(
            "given up, charge not recorded",
            order -> order.reserve().chargedUnseen().giveUp(),
            undone),
        new Left("given up, charged", order -> order.reserve().charge().giveUp(), undone),
        new Left(
            "given up, shipment refused",
            order -> order.reserve().charge().shipment("REFUSED").giveUp(),
            undone),
        new Left(
            "given up, but shipped",
            order -> order.reserve().charge().shipment("ACCEPTED").giveUp(),
            "CONFIRMED"));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void aNewExecutionTakesTheOrderToItsEndOnce(Left left, Target target) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = OrderByHand.accepted(target, "resumer")) {
      left.steps().apply(order).parkedAndResumed();
      assertThat(order.run("-r1")).isEqualTo(ExecutionStatus.SUCCEEDED);
      var ended = order.row();
      assertEnd(order, left.ends());
      assertThat(order.run("-r2")).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(order.row()).isEqualTo(ended);
      assertThat(order.orders().overdue(Instant.now().plus(Duration.ofDays(1))))
          .noneMatch(overdue -> overdue.key().equals(order.key()));
      assertThat(books.differences(List.of(keyOf(order)))).isEmpty();
    }
  }

  /**
   * Whoever starts executions starts one at a time; should two run all the same, no harm is done.
   */
  @ParameterizedTest
  @MethodSource("everywhere")
  void twoExecutionsAtOnceTakeTheOrderToItsEndOnce(Left left, Target target) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = OrderByHand.accepted(target, "resumer")) {
      left.steps().apply(order).parkedAndResumed();
      var executions = Stream.of("-r1", "-r2").map(order::start).toList();
      assertThat(executions.stream().map(order::end)).containsOnly(ExecutionStatus.SUCCEEDED);
      assertEnd(order, left.ends());
      assertThat(books.differences(List.of(keyOf(order)))).isEmpty();
    }
  }

  @Test
  void anOrderThatIsStillParkedFailsItsExecutionAndStaysUntilItIsResumed(Target target) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = OrderByHand.accepted(target, "resumer")) {
      order.move(OrderStatus.PARKED);
      var parked = order.row();
      assertThat(order.run("-r1")).isEqualTo(ExecutionStatus.FAILED);
      assertThat(order.row()).isEqualTo(parked);
      assertThat(order.orders().overdue(Instant.now().plus(Duration.ofDays(1))))
          .anyMatch(overdue -> overdue.key().equals(order.key()));
      order.orders().transition(order.key(), Transition.resume(parked, Instant.now()));
      assertThat(order.run("-r2")).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(order.row().status()).isEqualTo(OrderStatus.CONFIRMED);
      assertThat(books.differences(List.of(keyOf(order)))).isEmpty();
    }
  }

  private static void assertEnd(OrderByHand order, String ends) {
    var row = order.row();
    var reason = ends.contains(" ") ? ends.split(" ")[1] : null;
    assertThat(row.status()).isEqualTo(OrderStatus.valueOf(ends.split(" ")[0]));
    assertThat(row.undo().reason()).isEqualTo(reason);
    assertThat(row.version()).isEqualTo(row.history().size());
    assertThat(row.history()).extracting(StatusChange::status).containsOnlyOnce(row.status());
    assertThat(row.undo().stockHeld()).isFalse();
    assertThat(row.payment().token()).isNull();
  }

  private static Books.OrderKey keyOf(OrderByHand order) {
    return new Books.OrderKey(order.key().customer().value(), order.key().orderId().value());
  }
}

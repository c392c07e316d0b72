package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import com.example.orders.order.OrderStatus;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A customer cancels: exactly one of that and the charge wins, whichever comes first. */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelIT {
  private static final String CUSTOMER = "canceller";
  private static final String CANCELLED = "com.example.orders.order.CancelRequestedException";
  private Target target;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
  }

  record Moment(String when, UnaryOperator<OrderByHand> steps) {
    @Override
    public String toString() {
      return when;
    }
  }

  static Stream<Moment> inTime() {
    return Stream.of(
        new Moment("before the workflow starts", order -> order),
        new Moment("after the reservation", OrderByHand::reserve));
  }

  @ParameterizedTest
  @MethodSource("inTime")
  void anOrderIsCancelledUntilItsChargeIsClaimed(Moment moment) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = moment.steps().apply(OrderByHand.accepted(target, CUSTOMER))) {
      assertThat(cancel(order)).isEqualTo(202);
      assertThat(cancel(order)).isEqualTo(202);
      assertThat(order.row().status()).isEqualTo(OrderStatus.CANCEL_REQUESTED);
      assertThat(order.invoke("ChargePayment").text()).contains(CANCELLED);
      assertThat(order.run("")).isEqualTo(ExecutionStatus.SUCCEEDED);
      var ended = target.awaitTerminal(CUSTOMER, order.key().orderId().value());
      assertThat(ended.path("status").asText()).isEqualTo("CANCELLED");
      assertThat(ended.path("reason").asText()).isEqualTo("CUSTOMER_CANCELLED");
      assertThat(cancel(order)).isEqualTo(202);
      assertThat(books.differences(List.of(key(order)))).isEmpty();
    }
  }

  static Stream<Moment> tooLate() {
    return Stream.of(
        new Moment("during the charge", order -> order.reserve().move(OrderStatus.CHARGING)),
        new Moment("after the charge", order -> order.reserve().charge()));
  }

  @ParameterizedTest
  @MethodSource("tooLate")
  void aClaimedOrChargedOrderIsNotCancelled(Moment moment) {
    try (var books = Books.open(target.outputs(), target.endpoint());
        var order = moment.steps().apply(OrderByHand.accepted(target, CUSTOMER))) {
      var before = order.row();
      assertThat(cancel(order)).isEqualTo(409);
      assertThat(order.row()).isEqualTo(before);
      assertThat(order.run("")).isEqualTo(ExecutionStatus.SUCCEEDED);
      assertThat(order.row().status()).isEqualTo(OrderStatus.CONFIRMED);
      assertThat(cancel(order)).isEqualTo(409);
      assertThat(books.differences(List.of(key(order)))).isEmpty();
    }
  }

  @RepeatedTest(10)
  void exactlyOneOfCancelAndChargeWinsAtOnce() throws Exception {
    try (var order = OrderByHand.accepted(target, CUSTOMER).reserve();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = new CyclicBarrier(2);
      var charge =
          threads.submit(
              () -> {
                start.await();
                return order.invoke("ChargePayment").text();
              });
      var cancel =
          threads.submit(
              () -> {
                start.await();
                return cancel(order);
              });
      var cancelled = cancel.get() == 202;
      assertThat(cancel.get()).isIn(202, 409);
      assertThat(charge.get().contains(CANCELLED)).isEqualTo(cancelled);
      assertThat(charge.get().contains("paymentId")).isNotEqualTo(cancelled);
      order.run("");
      assertThat(order.row().status())
          .isEqualTo(cancelled ? OrderStatus.CANCELLED : OrderStatus.CONFIRMED);
    }
  }

  @Test
  void anAcceptedOrderEndsAsItsCancellationWasAnswered() {
    try (var books = Books.open(target.outputs(), target.endpoint())) {
      var order = Orders.good();
      target.api().place(CUSTOMER, order.toString());
      target.await(() -> assertThat(target.api().find(CUSTOMER, Orders.id(order))).isPresent());
      var answer = target.api().cancel(CUSTOMER, Orders.id(order)).httpStatus();
      var ended = target.awaitTerminal(CUSTOMER, Orders.id(order));
      assertThat(ended.path("status").asText())
          .isEqualTo(answer == 202 ? "CANCELLED" : "CONFIRMED");
      var key = new Books.OrderKey(target.subject(CUSTOMER), Orders.id(order));
      assertThat(books.differences(List.of(key))).isEmpty();
    }
  }

  @Test
  void anothersOrderIsUnknownAndStaysAsItIs() {
    try (var order = OrderByHand.accepted(target, CUSTOMER)) {
      var id = order.key().orderId().value();
      var before = order.row();
      assertThat(target.api().cancel("a-stranger", id).httpStatus()).isEqualTo(404);
      assertThat(target.api().find("a-stranger", id)).isEmpty();
      assertThat(order.row()).isEqualTo(before);
      order.run("");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "x", "019A3C5E-7B1F-7C44-9D0E-2F6B8A1C3D5E"})
  void whatIsNoIdIsUnknown(String id) {
    assertThat(target.api().cancel(CUSTOMER, id).httpStatus()).isEqualTo(404);
    assertThat(target.api().cancel(CUSTOMER, UUID.randomUUID().toString()).httpStatus())
        .isEqualTo(404);
  }

  private int cancel(OrderByHand order) {
    return target.api().cancel(CUSTOMER, order.key().orderId().value()).httpStatus();
  }

  private static Books.OrderKey key(OrderByHand order) {
    return new Books.OrderKey(order.key().customer().value(), order.key().orderId().value());
  }
}

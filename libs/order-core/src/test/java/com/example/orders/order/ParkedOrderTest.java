package com.example.orders.order;

import static com.example.orders.order.OrderStatus.ACCEPTED;
import static com.example.orders.order.OrderStatus.CANCELLED;
import static com.example.orders.order.OrderStatus.CANCEL_REQUESTED;
import static com.example.orders.order.OrderStatus.CHARGING;
import static com.example.orders.order.OrderStatus.COMPENSATING;
import static com.example.orders.order.OrderStatus.CONFIRMED;
import static com.example.orders.order.OrderStatus.INVENTORY_RESERVED;
import static com.example.orders.order.OrderStatus.PARKED;
import static com.example.orders.order.OrderStatus.PAYMENT_CHARGED;
import static com.example.orders.order.OrderStatus.REJECTED;
import static com.example.orders.order.OrderStatus.UNDO_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Order.Conflict;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.Order.Intake;
import com.example.orders.order.Order.Payment;
import com.example.orders.order.Order.Progress;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.Orders.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedOrderTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
  private static final Instant FIRST = Instant.parse("2026-11-21T03:15:00.123Z");
  private static final Instant LATER = FIRST.plusSeconds(86_400);

  @Test
  void goesOnWhereItWasParked() {
    assertThat(order(ACCEPTED, COMPENSATING, PARKED).resumesAt()).contains(COMPENSATING);
  }

  @Test
  void goesOnWhereItWasParkedHoweverOften() {
    assertThat(order(ACCEPTED, CHARGING, PARKED, CHARGING, PARKED).resumesAt()).contains(CHARGING);
    assertThat(order(ACCEPTED, CHARGING, PARKED, CHARGING, COMPENSATING, PARKED).resumesAt())
        .contains(COMPENSATING);
  }

  @Test
  void onlyAParkedOrderIsResumed() {
    assertThat(order(ACCEPTED, PARKED, ACCEPTED).resumesAt()).isEmpty();
  }

  @Test
  void resumingLeavesTheVeryRowThatWasSeen() {
    var resume = Transition.resume(order(ACCEPTED, CHARGING, PARKED), LATER);

    assertThat(resume).isEqualTo(new Transition(PARKED, CHARGING, LATER, null, 3, null));
  }

  @Test
  void anOperatorGivesUpTheVeryRowThatWasSeen() {
    for (var seen :
        List.of(
            order(ACCEPTED),
            order(ACCEPTED, INVENTORY_RESERVED),
            order(ACCEPTED, CHARGING),
            order(ACCEPTED, CHARGING, PAYMENT_CHARGED),
            order(ACCEPTED, CHARGING, PARKED))) {
      assertThat(Transition.undo(seen, "no longer wanted", LATER))
          .isEqualTo(
              new Transition(
                  seen.status(), UNDO_REQUESTED, LATER, null, seen.version(), "no longer wanted"));
    }
  }

  @Test
  void whatIsBeingUndoneOrHasEndedOrNeverBeganIsNotGivenUp() {
    for (var seen :
        List.of(
            order(ACCEPTED, CANCEL_REQUESTED),
            order(ACCEPTED, UNDO_REQUESTED),
            order(ACCEPTED, COMPENSATING),
            order(ACCEPTED, COMPENSATING, PARKED),
            order(ACCEPTED, UNDO_REQUESTED, PARKED),
            order(ACCEPTED, CONFIRMED),
            order(ACCEPTED, REJECTED),
            order(ACCEPTED, CANCELLED),
            Order.parkedAtIntake(KEY, "hash", "IllegalStateException", FIRST))) {
      assertThat(seen.canBeUndone()).as(seen.toString()).isFalse();
      assertThatThrownBy(() -> Transition.undo(seen, "no longer wanted", LATER))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anOrderThatFailedAtIntakeHasNowhereToGoOn() {
    var failed = Order.parkedAtIntake(KEY, "hash", "IllegalStateException", FIRST);

    assertThat(failed.failedAtIntake()).isTrue();
    assertThat(failed.version()).isEqualTo(1);
    assertThat(failed.resumesAt()).isEmpty();
    assertThatThrownBy(() -> Transition.resume(failed, LATER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOrderParkedInItsWorkflowDidNotFailAtIntake() {
    assertThat(order(ACCEPTED, PARKED).failedAtIntake()).isFalse();
  }

  @Test
  void theOrderThatTakesItsPlaceGoesOnWithItsHistory() {
    var conflicts = Conflicts.NONE.with(new Conflict(FIRST.plusSeconds(1), "other"));
    var failed = with(Order.parkedAtIntake(KEY, "hash", "broken", FIRST), conflicts);
    var order = new NewOrder(KEY, List.of(), "EUR", "tok_visa", details());

    var next = Order.accepted(order, "mended", LATER, Duration.ofMinutes(30)).inPlaceOf(failed);

    assertThat(next.status()).isEqualTo(ACCEPTED);
    assertThat(next.version()).isEqualTo(2);
    assertThat(next.history())
        .containsExactly(new StatusChange(PARKED, FIRST), new StatusChange(ACCEPTED, LATER));
    assertThat(next.intake().acceptedAt()).isEqualTo(FIRST);
    assertThat(next.progress().deadline()).isEqualTo(LATER.plusSeconds(1_800));
    assertThat(next.intake().bodyHash()).isEqualTo("mended");
    assertThat(next.undo().reason()).isNull();
    assertThat(next.intake().conflicts()).isEqualTo(conflicts);
  }

  private static OrderDetails details() {
    var address = new Address("Ada", "1 Main Street", "Berlin", "10115", "DE");
    return OrderDetails.to(address).withEmail("ada@example.com");
  }

  private static Order order(OrderStatus... statuses) {
    var history = Arrays.stream(statuses).map(status -> new StatusChange(status, FIRST)).toList();
    return new Order(
        KEY,
        new Intake(FIRST, "hash", Conflicts.NONE, false),
        List.of(),
        null,
        new Payment("EUR", null, null, null),
        new Progress(
            statuses[statuses.length - 1], history.size(), FIRST.plusSeconds(1_800), history),
        new Undo("PAYMENT_DECLINED", null, false));
  }

  private static Order with(Order order, Conflicts conflicts) {
    return new Order(
        order.key(),
        new Intake(order.intake().acceptedAt(), order.intake().bodyHash(), conflicts, false),
        order.lines(),
        null,
        order.payment(),
        order.progress(),
        order.undo());
  }
}

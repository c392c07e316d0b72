package com.example.orders.order;

import static com.example.orders.order.OrderStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrderStatusTest {

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, INVENTORY_RESERVED CANCEL_REQUESTED UNDO_REQUESTED COMPENSATING PARKED",
    "INVENTORY_RESERVED, CHARGING CANCEL_REQUESTED UNDO_REQUESTED COMPENSATING PARKED",
    "CHARGING, PAYMENT_CHARGED UNDO_REQUESTED COMPENSATING PARKED",
    "PAYMENT_CHARGED, CONFIRMED UNDO_REQUESTED COMPENSATING PARKED",
    "CANCEL_REQUESTED, COMPENSATING PARKED",
    "UNDO_REQUESTED, COMPENSATING PAYMENT_CHARGED PARKED",
    "COMPENSATING, REJECTED CANCELLED PARKED",
    "CONFIRMED, ''",
    "REJECTED, ''",
    "CANCELLED, ''"
  })
  void allowsThisTableAndNothingElse(OrderStatus from, String allowed) {
    var expected =
        Stream.of(allowed.split(" ")).filter(s -> !s.isEmpty()).collect(Collectors.toSet());
    assertThat(from.next()).extracting(Enum::name).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void onlyConfirmedRejectedAndCancelledAreTheEnd() {
    assertThat(Stream.of(values()).filter(OrderStatus::isTerminal))
        .containsExactlyInAnyOrder(CONFIRMED, REJECTED, CANCELLED);
  }

  @ParameterizedTest
  @EnumSource
  void everyStatusLeadsToAnEnd(OrderStatus status) {
    var reached = new HashSet<>(Set.of(status));
    while (reached.addAll(
        reached.stream().flatMap(s -> s.next().stream()).collect(Collectors.toSet()))) {}
    assertThat(reached).anyMatch(OrderStatus::isTerminal);
  }

  @Test
  void aParkedOrderNeverJumpsToAnEnd() {
    assertThat(PARKED.next()).noneMatch(OrderStatus::isTerminal);
  }

  @Test
  void theChargeIsClaimedOnlyFromAReservedOrder() {
    assertThat(Stream.of(values()).filter(s -> s.canBecome(CHARGING)))
        .containsExactlyInAnyOrder(INVENTORY_RESERVED, PARKED);
  }
}

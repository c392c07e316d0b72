package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.LocalTables.DEADLINE;
import static com.example.orders.dynamodb.LocalTables.LATER;
import static com.example.orders.dynamodb.LocalTables.SENT;
import static com.example.orders.dynamodb.LocalTables.accepted;
import static com.example.orders.dynamodb.LocalTables.line;
import static com.example.orders.dynamodb.LocalTables.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflict;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Existing;
import com.example.orders.order.Orders.MovedTo;
import com.example.orders.order.Orders.NotMoved;
import com.example.orders.order.Orders.Overdue;
import com.example.orders.order.Orders.Stored;
import com.example.orders.order.Orders.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoDbOrdersTest {
  private static LocalTables tables;

  @BeforeAll
  static void start() {
    tables = new LocalTables();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Test
  void anOrderComesBackAsItWasStored() {
    var order = accepted(newKey(), line("MUG", 2), line("MUG", 1));

    assertThat(tables.orders.put(order)).isEqualTo(new Stored());
    assertThat(tables.orders.find(order.key())).contains(order);
  }

  @Test
  void aTestOrderComesBackAsOneAndSaysWhenItMayGo() {
    var meant = accepted(newKey(), line("TEST-PARCEL", 1));
    var order =
        new Order(
            meant.key(),
            new Order.Intake(SENT, "hash-1", Conflicts.NONE, true),
            meant.lines(),
            meant.details(),
            meant.payment(),
            meant.progress(),
            meant.undo());

    tables.orders.put(order);

    assertThat(tables.orders.find(order.key())).contains(order);
    var row = tables.row(order.key());
    assertThat(row.get("test").bool()).isTrue();
    assertThat(row.get("removeAt").n())
        .isEqualTo(Long.toString(SENT.plus(Duration.ofDays(1)).getEpochSecond()));
  }

  @Test
  void theItemHasTheNamesOfTheContract() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);

    var row = tables.row(order.key());
    assertThat(row)
        .containsOnlyKeys(
            "customer",
            "orderId",
            "acceptedAt",
            "deadline",
            "openShard",
            "status",
            "version",
            "bodyHash",
            "currency",
            "lines",
            "shippingAddress",
            "paymentToken",
            "note",
            "email",
            "expiresAt",
            "history");
    assertThat(row.get("acceptedAt").s()).isEqualTo("2026-11-21T03:15:00.120Z");
    assertThat(row.get("version").n()).isEqualTo("1");
    assertThat(row.get("lines").l().getFirst().m().get("quantity").n()).isEqualTo("2");
    assertThat(row.get("history").l().getFirst().m().get("status").s()).isEqualTo("ACCEPTED");
  }

  @Test
  void aRefusedOrderIsStoredWithoutWhatIsNotNeeded() {
    var full = accepted(newKey());
    var refused =
        new Order(
            full.key(),
            full.intake(),
            List.of(),
            null,
            new Order.Payment("ZZZ", null, null, null),
            new Order.Progress(
                OrderStatus.REJECTED,
                1,
                null,
                List.of(new StatusChange(OrderStatus.REJECTED, SENT))),
            new Order.Undo("INVALID_ORDER", "currency must be an ISO 4217 currency", false));

    tables.orders.put(refused);

    assertThat(tables.row(full.key()))
        .doesNotContainKeys(
            "shippingAddress",
            "paymentToken",
            "note",
            "email",
            "expiresAt",
            "lines",
            "deadline",
            "openShard");
    assertThat(tables.orders.find(full.key())).contains(refused);
  }

  @Test
  void aSecondPutChangesNothingAndAnswersTheFirst() {
    var first = accepted(newKey(), line("MUG", 2));
    var second = accepted(first.key(), line("TEE", 9));
    tables.orders.put(first);

    assertThat(tables.orders.put(second)).isEqualTo(new Existing(first));
    assertThat(tables.orders.find(first.key())).contains(first);
  }

  @Test
  void theSameIdOfAnotherCustomerIsAnotherOrder() {
    var order = accepted(newKey(), line("MUG", 2));
    var other = accepted(OrderKey.of("eve", order.key().orderId().value()), line("TEE", 1));
    tables.orders.put(order);

    assertThat(tables.orders.put(other)).isEqualTo(new Stored());
  }

  @Test
  void anUnknownOrderIsAbsent() {
    assertThat(tables.orders.find(newKey())).isEmpty();
  }

  @Test
  void aTransitionRaisesTheVersionAndAppendsToTheHistory() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);

    var moved = tables.orders.transition(order.key(), cancelRequested());

    assertThat(moved)
        .isInstanceOfSatisfying(
            MovedTo.class,
            done -> {
              assertThat(done.order().status()).isEqualTo(OrderStatus.CANCEL_REQUESTED);
              assertThat(done.order().version()).isEqualTo(2);
              assertThat(done.order().history())
                  .containsExactly(
                      new StatusChange(OrderStatus.ACCEPTED, SENT),
                      new StatusChange(OrderStatus.CANCEL_REQUESTED, LATER));
            });
    assertThat(tables.orders.find(order.key())).contains(((MovedTo) moved).order());
  }

  @Test
  void thePaymentTokenLeavesWhenThePaymentComes() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);
    tables.status(order.key(), OrderStatus.CHARGING);

    tables.orders.transition(
        order.key(),
        Transition.of(OrderStatus.CHARGING, OrderStatus.PAYMENT_CHARGED, LATER)
            .withPaymentId("pay_1"));

    assertThat(tables.orders.find(order.key()).orElseThrow().payment().id()).isEqualTo("pay_1");
    assertThat(tables.row(order.key())).doesNotContainKey("paymentToken");
  }

  @Test
  void aTransitionFromAnotherStatusChangesNothingAndAnswersTheRow() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);
    tables.orders.transition(order.key(), cancelRequested());
    var before = tables.orders.find(order.key());

    assertThat(tables.orders.transition(order.key(), cancelRequested()))
        .isEqualTo(new NotMoved(before));
    assertThat(tables.orders.find(order.key())).isEqualTo(before);
  }

  @Test
  void aTransitionMakesNoRow() {
    var key = newKey();

    assertThat(tables.orders.transition(key, cancelRequested()))
        .isEqualTo(new NotMoved(Optional.empty()));
    assertThat(tables.orders.find(key)).isEmpty();
  }

  @Test
  void aConflictCountsOnceHoweverOftenItsMessageComes() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);
    var conflict = new Conflict(LATER, "hash-2");

    assertThat(tables.orders.recordConflict(order, conflict)).isTrue();
    // The same stale row, as a second delivery of the message may have seen it.
    assertThat(tables.orders.recordConflict(order, conflict)).isFalse();

    assertThat(tables.orders.find(order.key()).orElseThrow().intake().conflicts())
        .isEqualTo(new Conflicts(1, List.of(conflict)));
  }

  @Test
  void twoWritersLoseNoConflict() {
    var order = accepted(newKey(), line("MUG", 2));
    tables.orders.put(order);
    for (int i = 0; i < 8; i++) {
      assertThat(
              tables.orders.recordConflict(order, new Conflict(LATER.plusSeconds(i), "hash-" + i)))
          .isTrue();
    }

    var conflicts = tables.orders.find(order.key()).orElseThrow().intake().conflicts();
    assertThat(conflicts.count()).isEqualTo(8);
    assertThat(conflicts.last())
        .extracting(Conflict::bodyHash)
        .containsExactly("hash-3", "hash-4", "hash-5", "hash-6", "hash-7");
  }

  @Test
  void aTimeLimitLeavesTheAnswersAsTheyAre() {
    var order = accepted(newKey(), line("MUG", 2));
    var orders = tables.orders.within(Duration.ofSeconds(5));

    assertThat(orders.put(order)).isEqualTo(new Stored());
    assertThat(orders.put(order)).isEqualTo(new Existing(order));
    assertThat(orders.find(order.key())).contains(order);
  }

  @Test
  void aParkedOrderIsResumedOnlyFromTheVeryRowThatWasSeen() {
    var order = accepted(newKey(), line("MUG", 1));
    tables.orders.put(order);
    var park = Transition.of(OrderStatus.ACCEPTED, OrderStatus.PARKED, LATER);
    var seen = ((MovedTo) tables.orders.transition(order.key(), park)).order();
    var resume = Transition.resume(seen, LATER);

    assertThat(tables.orders.transition(order.key(), resume))
        .isInstanceOfSatisfying(
            MovedTo.class,
            done -> assertThat(done.order().status()).isEqualTo(OrderStatus.ACCEPTED));
    tables.orders.transition(order.key(), park);
    assertThat(tables.orders.transition(order.key(), resume)).isInstanceOf(NotMoved.class);
    assertThat(tables.orders.find(order.key()).orElseThrow().version()).isEqualTo(4);
  }

  @Test
  void anOrderIsGivenUpOnceAndOnlyFromTheVeryRowThatWasSeen() {
    var order = accepted(newKey(), line("MUG", 1));
    tables.orders.put(order);
    var undo = Transition.undo(order, "no longer wanted", LATER);

    assertThat(tables.orders.transition(order.key(), undo))
        .isInstanceOfSatisfying(
            MovedTo.class,
            done -> {
              assertThat(done.order().status()).isEqualTo(OrderStatus.UNDO_REQUESTED);
              assertThat(done.order().undo().reason()).isEqualTo("UNDONE_BY_OPERATOR");
              assertThat(done.order().undo().reasonDetail()).isEqualTo("no longer wanted");
            });
    assertThat(tables.orders.transition(order.key(), undo)).isInstanceOf(NotMoved.class);
    assertThat(overdue(DEADLINE.plusSeconds(1))).contains(order.key());
  }

  @Test
  void aRowThatFailedAtIntakeIsReplacedOnceWithAllThatItHas() {
    var failed = Order.parkedAtIntake(newKey(), "hash-1", "broken", SENT);
    tables.orders.put(failed);
    tables.orders.recordConflict(failed, new Conflict(LATER, "hash-2"));
    var seen = tables.orders.find(failed.key()).orElseThrow();
    var next = accepted(failed.key(), line("MUG", 2)).inPlaceOf(seen);

    assertThat(tables.orders.replace(seen, next)).isEqualTo(new Stored());
    assertThat(tables.orders.find(failed.key())).contains(next);
    assertThat(tables.orders.replace(seen, next)).isEqualTo(new Existing(next));
  }

  @Test
  void theOverdueOrdersAreThoseWhoseDeadlineIsOver() {
    var keys = Stream.generate(LocalTables::newKey).limit(20).toList();
    keys.forEach(key -> tables.orders.put(accepted(key, line("MUG", 1))));
    var early = DEADLINE.minusMillis(1);

    assertThat(overdue(DEADLINE)).doesNotContainAnyElementsOf(keys);
    assertThat(overdue(early)).doesNotContainAnyElementsOf(keys);
    assertThat(overdue(DEADLINE.plusMillis(1))).containsAll(keys).doesNotHaveDuplicates();
  }

  @Test
  void aParkedOrderStaysOverdueUntilItEnds() {
    var order = accepted(newKey(), line("MUG", 1));
    tables.orders.put(order);
    tables.orders.transition(
        order.key(), Transition.of(OrderStatus.ACCEPTED, OrderStatus.PARKED, LATER));

    assertThat(overdue(DEADLINE.plusSeconds(1))).contains(order.key());
  }

  @Test
  void aWatchedOrderIsLookedAtAgainAfterTheOthers() {
    var keys = Stream.generate(LocalTables::newKey).limit(120).toList();
    var late = DEADLINE.plusSeconds(1);
    keys.forEach(key -> tables.orders.put(accepted(key, line("MUG", 1))));
    tables
        .orders
        .overdue(late)
        .filter(order -> keys.contains(order.key()))
        .forEach(order -> tables.orders.watch(order, late));

    assertThat(overdue(late.plusSeconds(60))).doesNotContainAnyElementsOf(keys);
    assertThat(tables.orders.watched(late)).isEmpty();
    var first = tables.orders.watched(late.plusMillis(1)).toList();
    assertThat(first).hasSizeLessThanOrEqualTo(100);
    first.forEach(order -> tables.orders.watch(order, late.plusSeconds(5)));
    var second = tables.orders.watched(late.plusMillis(1)).toList();
    assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
  }

  @Test
  void anOrderThatHasEndedIsNotWatched() {
    var order = accepted(newKey(), line("MUG", 1));
    tables.orders.put(order);
    tables.client.updateItem(
        update ->
            update
                .tableName("orders")
                .key(OrderMapper.key(order.key()))
                .updateExpression("REMOVE openShard, deadline"));
    var row = tables.row(order.key());

    tables.orders.watch(new Overdue(order.key(), DEADLINE), LATER);

    assertThat(tables.row(order.key())).isEqualTo(row);
  }

  @Test
  void aDiscardedOrderIsParkedForGoodAndOutOfSight() {
    var order = accepted(newKey(), line("MUG", 1));
    tables.orders.put(order);
    var discard = Transition.discard(order, "settled by phone", LATER);

    tables.client.transactWriteItems(
        r -> r.transactItems(tables.orders.moving(order.key(), discard)));

    var row = tables.orders.find(order.key()).orElseThrow();
    assertThat(row.isDiscarded()).isTrue();
    assertThat(row.undo().reasonDetail()).isEqualTo("settled by phone");
    assertThat(row.version()).isEqualTo(2);
    assertThat(row.history()).extracting(StatusChange::status).last().isEqualTo(OrderStatus.PARKED);
    assertThat(row.progress().deadline()).isNull();
    assertThat(overdue(DEADLINE.plusSeconds(1))).doesNotContain(order.key());
    assertThat(row.resumesAt()).isEmpty();
    assertThat(row.canBeUndone()).isFalse();
    assertThatThrownBy(
            () ->
                tables.client.transactWriteItems(
                    r -> r.transactItems(tables.orders.moving(order.key(), discard))))
        .isInstanceOf(TransactionCanceledException.class);
  }

  private static List<OrderKey> overdue(Instant at) {
    return tables.orders.overdue(at).map(Overdue::key).toList();
  }

  private static Transition cancelRequested() {
    return Transition.of(OrderStatus.ACCEPTED, OrderStatus.CANCEL_REQUESTED, LATER);
  }
}

package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.json.Envelope;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Address;
import com.example.orders.order.Order;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderRequest;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import com.example.orders.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An order that its customer wants until 03:20, sent at 03:15. */
class AcceptingTest {
  private static final Instant EXPIRES_AT = Instant.parse("2026-11-21T03:20:00Z");

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryWorkflows workflows = new InMemoryWorkflows();
  private final InMemoryRejectedOrders rejected = new InMemoryRejectedOrders();
  private final SettableClock clock = new SettableClock(Samples.SENT);
  private final Counts counts = new Counts();
  private final Accepting accepting =
      new Accepting(orders, workflows, rejected, Samples.TIME_TO_END, clock);

  @Test
  void isWorkedOnUntilItExpires() {
    clock.advance(untilItExpires().minusMillis(1));

    accept();

    assertThat(row().status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(row().details().expiresAt()).isEqualTo("2026-11-21T03:20:00Z");
    assertThat(workflows.started).hasSize(1);
  }

  @Test
  void endsWithoutAWorkflowOnceItHasExpiredInTheQueue() {
    clock.advance(untilItExpires());

    accept();

    assertThat(row().status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(row().undo().reason()).isEqualTo("EXPIRED");
    assertThat(row().intake().acceptedAt()).isEqualTo(Samples.SENT);
    assertThat(row().history().getLast().at()).isEqualTo(EXPIRES_AT);
    assertThat(row().details()).isNull();
    assertThat(row().payment().token()).isNull();
    assertThat(workflows.started).isEmpty();
    assertThat(rejected.published).containsExactly(row());
    assertThat(counts.asMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(OrderMetric.OrdersInvalid, 1, OrderMetric.OrdersRejected, 1));
    assertThat(counts.rejections()).containsExactly("EXPIRED");
  }

  @Test
  void itsEventIsSentAgainWhenItsMessageComesAgain() {
    clock.advance(untilItExpires());
    rejected.failures = 1;

    assertThatThrownBy(this::accept).isInstanceOf(IllegalStateException.class);
    accept();

    assertThat(rejected.published).containsExactly(row());
  }

  /** The charge will find that it has expired: the row, not the clock, says what became of it. */
  @Test
  void aCrashBetweenRowAndWorkflowHealsOnRedeliveryAlsoWhenItHasExpiredMeanwhile() {
    workflows.failures = 1;

    assertThatThrownBy(this::accept).isInstanceOf(IllegalStateException.class);
    clock.advance(untilItExpires());
    accept();

    assertThat(row().status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(workflows.started).hasSize(1);
    assertThat(rejected.published).isEmpty();
  }

  @Test
  void aRepeatOfOneThatExpiredBeforeItsChargePublishesNothing() {
    accept();
    orders.store(Samples.moved(row(), OrderStatus.REJECTED, Samples.SENT, null, false));
    clock.advance(untilItExpires());

    accept();

    assertThat(workflows.started).hasSize(1);
    assertThat(rejected.published).isEmpty();
  }

  @Test
  void aTestOrderIsTakenInLikeAnyOtherButNotCounted() {
    accept(test("TEST-PARCEL"), "hash");

    assertThat(row().isTest()).isTrue();
    assertThat(row().intake().removeAt()).contains(Samples.SENT.plus(Duration.ofDays(1)));
    assertThat(workflows.started).hasSize(1);
    assertThat(counts.asMap()).isEmpty();
  }

  @Test
  void aTestOrderThatBreaksARuleIsStillOne() {
    accept(test("MUG"), "hash");

    assertThat(row().status()).isEqualTo(OrderStatus.REJECTED);
    assertThat(row().isTest()).isTrue();
    assertThat(rejected.published).containsExactly(row());
    assertThat(counts.asMap()).isEmpty();
    assertThat(counts.rejections()).isEmpty();
  }

  @Test
  void anOrderThatIsMeantIsNeverRemoved() {
    accept();

    assertThat(row().isTest()).isFalse();
    assertThat(row().intake().removeAt()).isEmpty();
  }

  /** Whoever sends the flag first decides; the other body is a conflict and changes nothing. */
  @Test
  void anOrderCannotBecomeATestNorATestAnOrder() {
    accept();
    accept(test("TEST-PARCEL"), "other");

    assertThat(row().isTest()).isFalse();
    assertThat(row().intake().conflicts().count()).isEqualTo(1);
    assertThat(counts.asMap()).containsEntry(OrderMetric.OrdersConflicting, 1);
  }

  @Test
  void aTestCannotBecomeAnOrder() {
    accept(test("TEST-PARCEL"), "hash");
    accept(request(), "other");

    assertThat(row().isTest()).isTrue();
    assertThat(row().intake().conflicts().count()).isEqualTo(1);
    assertThat(counts.asMap()).isEmpty();
  }

  @Test
  void aRepeatedTestIsNotCounted() {
    accept(test("TEST-PARCEL"), "hash");
    accepting.accept(
        new Submission(
            new Envelope(test("TEST-PARCEL"), "hash"), Samples.SENT.plusSeconds(300), null),
        Deadline.of(LambdaContext.with(10_000)),
        counts);

    assertThat(counts.asMap()).isEmpty();
  }

  /** The message that is replayed says what it is: the row that stands for it could not. */
  @Test
  void aReplayOfATestThatFailedAtIntakeIsATest() {
    orders.store(Order.parkedAtIntake(Samples.KEY, "hash", "broken", Samples.SENT));

    accept(test("TEST-PARCEL"), "hash");

    assertThat(row().isTest()).isTrue();
    assertThat(row().status()).isEqualTo(OrderStatus.ACCEPTED);
  }

  private void accept() {
    accept(request(), "hash");
  }

  private void accept(OrderRequest request, String hash) {
    accepting.accept(
        new Submission(new Envelope(request, hash), Samples.SENT, null),
        Deadline.of(LambdaContext.with(10_000)),
        counts);
  }

  private static OrderRequest request() {
    var address = new Address("Ada", "1 Main Street", "Berlin", "10115", "DE");
    return new OrderRequest(
        Samples.KEY,
        List.of(new OrderRequest.Line("MUG", 1)),
        "EUR",
        "tok_visa",
        OrderDetails.to(address).withExpiresAt(EXPIRES_AT.toString()));
  }

  private static OrderRequest test(String sku) {
    var meant = request();
    return new OrderRequest(
        meant.key(),
        List.of(new OrderRequest.Line(sku, 1)),
        meant.currency(),
        meant.paymentToken(),
        meant.details(),
        true);
  }

  private static Duration untilItExpires() {
    return Duration.between(Samples.SENT, EXPIRES_AT);
  }

  private Order row() {
    return orders.find(Samples.KEY).orElseThrow();
  }
}

package com.example.orders.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.OrderKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final OrderKey ORDER = OrderKey.of("acme", "0199c0de-0000-7000-8000-0000000000a1");

  @Test
  void theSameFailureHasTheSameIdWhateverReportedIt() {
    assertThat(FailureId.ofOrder(ORDER)).isEqualTo(FailureId.ofOrder(ORDER));
    assertThat(FailureId.ofIntake(ORDER, "a")).isNotEqualTo(FailureId.ofIntake(ORDER, "b"));
    assertThat(FailureId.ofIntake(null, "\ud800")).isNotEqualTo(FailureId.ofIntake(null, "\ud801"));
    assertThat(FailureId.ofShipment(ORDER, "SHIP"))
        .isNotEqualTo(FailureId.ofShipment(ORDER, "CANCEL"));
    assertThat(FailureId.ofInvoke("f", "k")).isNotEqualTo(FailureId.ofEvent("f", "k"));
  }

  @Test
  void goesFromOpenOverReplayingToResolved() {
    var open = Failure.first(timeout("1", NOW));
    var replaying = open.claim(NOW, Duration.ofMinutes(10));
    var resolved = replaying.resolve();

    assertThat(replaying.state()).isEqualTo(FailureState.REPLAYING);
    assertThat(replaying.attemptId()).isEqualTo(open.id() + "-1");
    assertThat(replaying.nextReplayAt()).isNull();
    assertThat(resolved.state()).isEqualTo(FailureState.RESOLVED);
    assertThat(resolved.leaseUntil()).isNull();
    assertThat(resolved.version()).isEqualTo(3);
  }

  @Test
  void isTakenForOneReplayAtATime() {
    var replaying = Failure.first(timeout("1", NOW)).claim(NOW, Duration.ofMinutes(10));

    assertThatThrownBy(() -> replaying.claim(NOW, Duration.ofMinutes(10)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(replaying::discard).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fallsBackToOpenWhenTheLeaseIsOver() {
    var replaying = Failure.first(timeout("1", NOW)).claim(NOW, Duration.ofMinutes(10));

    assertThat(replaying.isLeaseOver(NOW.plusSeconds(599))).isFalse();
    assertThat(replaying.isLeaseOver(NOW.plusSeconds(600))).isTrue();
    assertThat(replaying.fallBack(NOW.plusSeconds(600)).state()).isEqualTo(FailureState.OPEN);
  }

  @ParameterizedTest
  @EnumSource(FailureState.class)
  void isOpenWhenSeenAgainWhateverItsState(FailureState state) {
    var failure = in(state);
    var again = failure.reportedAgain(timeout("2", NOW.plusSeconds(60)));

    assertThat(again.state()).isEqualTo(FailureState.OPEN);
    assertThat(again.seenCount()).isEqualTo(2);
    assertThat(again.firstSeen()).isEqualTo(NOW);
    assertThat(again.lastSeen()).isEqualTo(NOW.plusSeconds(60));
    assertThat(again.replays()).isEqualTo(failure.replays());
    assertThat(again.knows(timeout("1", NOW))).isTrue();
  }

  @Test
  void countsItsAgeAnewOnlyWhenItHadLeftTheInbox() {
    var later = timeout("2", NOW.plusSeconds(60));

    assertThat(in(FailureState.REPLAYING).reportedAgain(later).openSince()).isEqualTo(NOW);
    assertThat(in(FailureState.RESOLVED).reportedAgain(later).openSince()).isEqualTo(later.at());
  }

  @Test
  void whatIsReportedLateOfAnExecutionHidesNoLaterOne() {
    var arn = "arn:aws:states:us-east-1:000000000000:execution:w:";
    var failure = Failure.first(timeout("1", NOW)).movedTo(arn + ORDER.executionName(2));

    assertThat(failure.reportedAgain(timeout("2", NOW)).origin()).endsWith("-r2");
    assertThat(failure.version()).isEqualTo(2);
  }

  @Test
  void anUndoIsTriedAgainByItselfWhateverItsFailureWas() {
    var undone = Failure.first(seen("1", NOW, "Whatever", null)).undo(NOW, Duration.ofMinutes(10));

    assertThat(undone.state()).isEqualTo(FailureState.REPLAYING);
    assertThat(undone.replays()).isEqualTo(1);
    assertThat(undone.version()).isEqualTo(2);
    assertThat(undone.fallBack(NOW).nextReplayAt()).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
  }

  @Test
  void whatIsRefusedWaitsForAnOperator() {
    var refused = Failure.first(timeout("1", NOW)).claim(NOW, Duration.ofMinutes(10)).refuse();

    assertThat(refused.state()).isEqualTo(FailureState.OPEN);
    assertThat(refused.nextReplayAt()).isNull();
    assertThat(refused.classification())
        .isEqualTo(new Classification(FailureClass.UNKNOWN, "replay-refused"));
    assertThatThrownBy(() -> refused.discard().refuse()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void remembersTheLastTenMessagesThatReportedIt() {
    var failure = Failure.first(timeout("1", NOW));
    for (int i = 2; i <= 11; i++) {
      failure = failure.reportedAgain(timeout("" + i, NOW));
    }
    assertThat(failure.knows(timeout("1", NOW))).isFalse();
    assertThat(failure.knows(timeout("2", NOW))).isTrue();
    assertThat(failure.reports()).hasSize(10);
  }

  @Test
  void replaysATransientFailureByItselfForAsLongAsItTakesWithPausesOfUpToAnHour() {
    var failure = Failure.first(timeout("1", NOW));
    for (var minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(failure.nextReplayAt()).isEqualTo(NOW.plus(Duration.ofMinutes(minutes)));
      assertThat(failure.isDue(NOW.plus(Duration.ofMinutes(minutes)))).isTrue();
      assertThat(failure.isDue(NOW.plus(Duration.ofMinutes(minutes)).minusMillis(1))).isFalse();
      failure = failure.claim(NOW, Duration.ofMinutes(10)).fallBack(NOW);
    }
    for (int replays = 0; replays < 100; replays++) {
      failure = failure.claim(NOW, Duration.ofMinutes(10)).fallBack(NOW);
    }
    assertThat(failure.reportedAgain(timeout("2", NOW)).nextReplayAt())
        .isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void replaysNoOtherFailureByItself() {
    assertThat(Failure.first(seen("1", NOW, "UnreadableMessage", null)).nextReplayAt()).isNull();
    assertThat(Failure.first(seen("1", NOW, "Whatever", null)).nextReplayAt()).isNull();
  }

  @Test
  void keepsNoTextThatAStoreRefuses() {
    var failure = Failure.first(seen("1", NOW, "x".repeat(9_000), "half \ud83d"));

    assertThat(failure.error()).hasSize(Failure.LONGEST_TEXT);
    assertThat(failure.cause()).isEqualTo("half ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "UnreadableMessage                                  | - | POISON    | unreadable-message",
        "com.example.orders.payment.PaymentDeclinedException| - | BUSINESS  | business-refusal",
        "com.example.orders.order.OrderExpiredException| - | BUSINESS  | business-refusal",
        "DynamoDb.ThrottlingException                       | - | TRANSIENT | throttled",
        "OrderOverdue                                       | - | TRANSIENT | order-overdue",
        "ReceivesExhausted                                  | - | TRANSIENT | receives-exhausted",
        "States.Timeout                                     | - | TRANSIENT | timeout",
        "Runtime.ExitError                                  | - | TRANSIENT | environment-died",
        "com.example.orders.payment.PaymentUnavailableException | - | TRANSIENT | service-unavailable",
        "com.example.orders.payment.PaymentPausedException | - | TRANSIENT | service-unavailable",
        "Orderly.Parked | refund payment: Lambda.TooManyRequestsException | TRANSIENT | throttled",
        "com.example.orders.notifycustomer.NotifierBusyException | - | TRANSIENT | service-unavailable",
        "com.example.orders.notifycustomer.NotificationInProgressException | - | TRANSIENT | service-unavailable",
        "com.example.orders.idempotency.IdempotencyUnavailableException | - | TRANSIENT | service-unavailable",
        "com.example.orders.idempotency.PayloadMismatchException | - | POISON | payload-refused",
        "com.example.orders.json.UnreadableEventException | - | POISON | unreadable-message",
        "com.example.orders.notifycustomer.ContradictedEventException | - | POISON | row-says-otherwise",
        "com.example.orders.notifycustomer.AddressRefusedException | - | BUSINESS | business-refusal",
        "Orderly.Parked | refund payment: java.lang.IllegalStateException | TRANSIENT | undo-waits-for-repair",
        "Orderly.Parked | refund payment: Lambda.ResourceNotFoundException | TRANSIENT | undo-waits-for-repair",
        "Orderly.Parked | fence: DynamoDB.AccessDeniedException | TRANSIENT | undo-waits-for-repair",
        "Orderly.Parked | release inventory: States.Timeout | TRANSIENT | timeout",
        "Orderly.Parked | refund payment: Lambda.ServiceException | TRANSIENT | service-unavailable",
        "Orderly.Parked | refund payment: com.example.orders.order.OrderClosedException | UNKNOWN | no-rule",
        "Orderly.Parked                                     | - | UNKNOWN   | no-rule",
        "Orderly.RowHasMoved | confirm order: DynamoDB.ConditionalCheckFailedException | UNKNOWN | no-rule",
        "Orderly.WaitsForRepair | publish confirmed: EventBridge.AccessDeniedException | TRANSIENT | waits-for-repair",
        "Orderly.WaitsForRepair | charge payment: com.example.orders.payment.PaymentKeyReusedException | UNKNOWN | payment-key-reused",
        "com.example.orders.payment.PaymentKeyReusedException | - | UNKNOWN | payment-key-reused",
        "Orderly.Parked | stop shipment: Warehouse.Refused | UNKNOWN | no-rule",
        "States.TaskFailed | refund payment: com.example.orders.order.OrderClosedException | BUSINESS | business-refusal",
        "NO_PERMISSIONS                                     | - | UNKNOWN   | no-rule",
        "ERROR_FROM_TARGET                                  | - | UNKNOWN   | no-rule",
        "RetriesExhausted                                   | - | TRANSIENT | retries-exhausted",
        "Sandbox.Timedout                                   | - | TRANSIENT | timeout",
        "Lambda.SdkClientException                          | - | TRANSIENT | service-unavailable",
        "EventBridge.InternalException                      | - | TRANSIENT | service-unavailable",
        "DynamoDB.ProvisionedThroughputExceededException    | - | TRANSIENT | throttled",
        "software.amazon.awssdk.services.dynamodb.model.TransactionConflictException | - | TRANSIENT | throttled",
        "software.amazon.awssdk.services.dynamodb.model.DynamoDbException | - | TRANSIENT | service-unavailable",
        "software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException | - | TRANSIENT | timeout",
        "Orderly.WaitsForRepair | charge payment: java.lang.IllegalStateException | TRANSIENT | waits-for-repair",
        "java.lang.NullPointerException | charge payment: Lambda.TooManyRequestsException | TRANSIENT | throttled",
        "com.example.ThrottlingExceptionParser              | - | UNKNOWN   | no-rule",
      })
  void tellsTheClassByErrorAndCause(
      String error, String cause, FailureClass expected, String rule) {
    assertThat(ClassificationRules.classify(error, cause))
        .isEqualTo(new Classification(expected, rule));
  }

  /** A bug is none the less one if it stumbles over what an AWS exception left behind. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.IllegalStateException: software.amazon.awssdk.core.exception.SdkClientException",
        "{\"errorMessage\":\"DynamoDbException\",\"errorType\":\"java.lang.NullPointerException\","
            + "\"stackTrace\":[\"a.B.c(B.java:1)\"],\"cause\":{\"errorType\":\"ThrottlingException\"}}",
        "charge payment: no answer, ThrottlingException",
        "RetriesExhausted: timed out in TimeoutException",
        "{\"errorType\":",
      })
  void readsNoTypeOutOfWordsOrStackTraces(String cause) {
    assertThat(ClassificationRules.classify("java.lang.NullPointerException", cause))
        .isEqualTo(new Classification(FailureClass.UNKNOWN, "no-rule"));
  }

  @Test
  void readsTheTypeThatAFunctionNames() {
    var cause =
        "{\"errorMessage\":\"NullPointerException\",\"errorType\":\"x.ThrottlingException\"}";

    assertThat(ClassificationRules.classify("States.TaskFailed", cause).rule())
        .isEqualTo("throttled");
  }

  private static Failure in(FailureState state) {
    var open = Failure.first(timeout("1", NOW));
    return switch (state) {
      case OPEN -> open;
      case REPLAYING -> open.claim(NOW, Duration.ofMinutes(10));
      case RESOLVED -> open.claim(NOW, Duration.ofMinutes(10)).resolve();
      case DISCARDED -> open.discard();
    };
  }

  private static FailureReport timeout(String message, Instant at) {
    return seen(message, at, "States.Timeout", null);
  }

  private static FailureReport seen(String message, Instant at, String error, String cause) {
    return new FailureReport(
        FailureId.ofOrder(ORDER),
        message,
        FailureSource.WORKFLOW,
        "arn:aws:states:us-east-1:000000000000:execution:w:acme-1",
        error,
        cause,
        1,
        ORDER,
        null,
        "{}",
        at);
  }
}

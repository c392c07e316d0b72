package com.example.orders.payment.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Money;
import com.example.orders.payment.ChargeResult.Charged;
import com.example.orders.payment.ChargeResult.Voided;
import com.example.orders.payment.PaymentKey;
import com.example.orders.payment.PaymentToken;
import com.example.orders.payment.PaymentUnavailableException;
import com.example.orders.payment.VoidResult;
import com.example.orders.payment.sandbox.LedgerEntry.ChargeRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import localcloud.dynoxide.Dynoxide;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Against Dynoxide: the conditions are what settles the races. */
class DynamoDbLedgerTest {
  private static final Money AMOUNT = new Money(1234, "EUR");
  private static final PaymentToken VISA = new PaymentToken("tok_visa");
  private static final Instant AT = Instant.parse("2026-11-21T03:15:00.123456789Z");

  private static Dynoxide dynoxide;
  private static DynamoDbClient dynamoDb;

  private final PaymentKey key = new PaymentKey("acme#" + UUID.randomUUID());
  private final DynamoDbLedger ledger = new DynamoDbLedger(dynamoDb, "Ledger");
  private final SandboxPaymentGateway gateway =
      new SandboxPaymentGateway(ledger, Clock.systemUTC(), _ -> {});

  @BeforeAll
  static void start() {
    dynoxide = Dynoxide.start();
    dynamoDb = dynoxide.client();
    dynoxide.createTable("Ledger", "paymentKey");
  }

  @AfterAll
  static void stop() {
    dynoxide.close();
  }

  @Test
  void findsEveryEntryAsItWasWritten() {
    var attempted = LedgerEntry.attempted(key, ChargeRequest.of(AMOUNT, VISA), AT);
    var charged = attempted.attemptedAgain().charged(AT.plusSeconds(1));
    var refunded = charged.refunded(AT.plusSeconds(2));

    assertThat(ledger.swap(null, attempted)).isEmpty();
    assertThat(ledger.swap(null, charged)).contains(attempted);
    assertThat(ledger.swap(attempted, charged)).isEmpty();
    assertThat(ledger.swap(attempted, charged)).contains(charged);
    assertThat(ledger.swap(charged, refunded)).isEmpty();
    assertThat(ledger.swap(charged, refunded)).contains(refunded);
  }

  @Test
  void findsADeclineAndATombstoneAsTheyWereWritten() {
    var declined =
        LedgerEntry.attempted(key, ChargeRequest.of(AMOUNT, VISA), AT).declined("no", AT);
    assertThat(ledger.swap(null, declined)).isEmpty();
    assertThat(ledger.swap(null, declined)).contains(declined);

    var tombstone = LedgerEntry.tombstone(new PaymentKey(key.value() + "x"), AT);
    assertThat(ledger.swap(null, tombstone)).isEmpty();
    assertThat(ledger.swap(null, tombstone)).contains(tombstone);
  }

  @Test
  void keepsWhatAProofNeedsAndNotTheToken() {
    gateway.charge(key, AMOUNT, VISA);
    gateway.voidByKey(key);

    assertThat(item())
        .containsEntry("status", AttributeValue.fromS("REFUNDED"))
        .containsEntry("amount", AttributeValue.fromN("1234"))
        .containsEntry("currency", AttributeValue.fromS("EUR"))
        .containsEntry("charges", AttributeValue.fromN("1"))
        .containsEntry("refunds", AttributeValue.fromN("1"))
        .containsKeys("paymentId", "createdAt", "settledAt", "voidedAt", "attempts");
    assertThat(item().toString()).doesNotContain("tok_visa");
  }

  /** What no guard would let happen: the ledger still tells of it. */
  @Test
  void countsEachChargeThoughTheEntryIsOverwritten() {
    gateway.charge(key, AMOUNT, VISA);
    var seen =
        ledger.swap(null, LedgerEntry.attempted(key, ChargeRequest.of(AMOUNT, VISA), AT)).get();
    var forgotten = LedgerEntry.attempted(key, ChargeRequest.of(AMOUNT, VISA), AT).charged(AT);
    var blind =
        new LedgerEntry(key, seen.version(), seen.status(), null, null, 0, 0, 0, AT, null, null);

    assertThat(ledger.swap(blind, forgotten)).isEmpty();

    assertThat(item()).containsEntry("charges", AttributeValue.fromN("2"));
  }

  /** The numbers hold for every order of arrival; repeating it meets many of them. */
  @RepeatedTest(15)
  void chargesAndVoidsAtOnceNeverTakeOrReturnMoneyTwice() throws Exception {
    var calls = new ArrayList<Callable<Object>>();
    calls.addAll(Collections.nCopies(3, () -> gateway.charge(key, AMOUNT, VISA)));
    calls.addAll(Collections.nCopies(2, () -> gateway.voidByKey(key)));
    Collections.shuffle(calls);

    var answers = new ArrayList<Object>();
    try (var threads = Executors.newFixedThreadPool(calls.size())) {
      for (var answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }

    var charges = Integer.parseInt(item().get("charges").n());
    assertThat(charges).isLessThanOrEqualTo(1);
    assertThat(item().get("refunds").n()).isEqualTo(Integer.toString(charges));
    assertThat(answers.stream().filter(VoidResult.class::isInstance).distinct())
        .containsExactly(charges == 1 ? VoidResult.REFUNDED : VoidResult.VOIDED);
    assertThat(answers.stream().filter(Charged.class::isInstance).distinct().count())
        .isLessThanOrEqualTo(charges);
    assertThat(gateway.charge(key, AMOUNT, VISA)).isEqualTo(new Voided());
  }

  @Test
  void anAwsFaultMeansThatTheOutcomeIsUnknown() {
    var failing =
        new DynamoDbClient() {
          @Override
          public UpdateItemResponse updateItem(UpdateItemRequest request) {
            throw ApiCallTimeoutException.create(1000);
          }

          @Override
          public String serviceName() {
            return "dynamodb";
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(
            () -> new DynamoDbLedger(failing, "Ledger").swap(null, LedgerEntry.tombstone(key, AT)))
        .isInstanceOf(PaymentUnavailableException.class)
        .hasCauseInstanceOf(ApiCallTimeoutException.class);
  }

  private Map<String, AttributeValue> item() {
    return dynamoDb
        .getItem(
            get ->
                get.tableName("Ledger")
                    .consistentRead(true)
                    .key(Map.of("paymentKey", AttributeValue.fromS(key.value()))))
        .item();
  }
}

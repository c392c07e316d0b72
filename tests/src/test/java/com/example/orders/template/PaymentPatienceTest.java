package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.settings.BreakerSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Breaker, functions, workflow and pages agree on how long an order waits for the provider. */
class PaymentPatienceTest {
  private static final String PAUSED = "com.example.orders.payment.PaymentPausedException";
  private static final TransformedTemplate OURS = TransformedTemplate.ours();

  private final List<Integer> longestPauses =
      IntStream.range(0, retrier("ChargePayment").path("MaxAttempts").asInt())
          .mapToObj(PaymentPatienceTest::longestPause)
          .toList();

  /** Else a probe that is still on its way would not be the only one. */
  @ParameterizedTest
  @ValueSource(strings = {"ChargePaymentFunction", "RefundPaymentFunction"})
  void aProbesLeaseOutlastsItsFunction(String function) {
    assertThat(OURS.get(function).at("/Timeout").asLong())
        .isLessThan(BreakerSettings.DEFAULT.probeLease().toSeconds());
  }

  @Test
  void aRefundWaitsLikeACharge() {
    assertThat(retrier("RefundPayment")).isEqualTo(retrier("ChargePayment"));
  }

  /** Full jitter: every pause is drawn evenly from nothing to its longest. */
  @Test
  void noneOfAHundredThousandOrdersWaitsForLessThanHalfAnHour() {
    var random = new Random(1);
    assertThat(
            IntStream.range(0, 100_000)
                .mapToDouble(
                    _ ->
                        longestPauses.stream()
                            .mapToDouble(longest -> longest * random.nextDouble())
                            .sum()))
        .allMatch(seconds -> seconds > 1800);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/patterns/circuit-breaker.md", "docs/runbook.md"})
  void thePagesSayTheSame(String page) {
    var average = longestPauses.stream().mapToInt(longest -> longest).sum() / 2;
    assertThat(Project.find().root().resolve(page))
        .content()
        .containsPattern(average / 60 + "\\s+minutes\\s+on\\s+average")
        .contains(BreakerSettings.DEFAULT.openFor().toSeconds() + " s");
  }

  private static int longestPause(int attempt) {
    var retrier = retrier("ChargePayment");
    var first = retrier.path("IntervalSeconds").asInt();
    return (int)
        Math.min(
            first * Math.pow(retrier.path("BackoffRate").asDouble(), attempt),
            retrier.path("MaxDelaySeconds").asInt());
  }

  private static JsonNode retrier(String state) {
    return OURS.get("OrderWorkflow")
        .at("/Definition/States")
        .path(state)
        .path("Retry")
        .valueStream()
        .filter(retrier -> retrier.path("ErrorEquals").toString().contains(PAUSED))
        .findFirst()
        .orElseThrow();
  }
}

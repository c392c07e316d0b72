package com.example.orders.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.workflow.PaymentOutage.Scene;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Half an hour without the payment provider, in virtual time: with the breaker and without. */
class PaymentOutageTest {
  private static final int ORDERS = 600;

  /** As many environments as a new account may have in all. */
  private static final int ENVIRONMENTS = 10;

  private static final Scene MANY = new Scene(Duration.ZERO, ORDERS, ENVIRONMENTS);

  @Test
  void noOrderSuffersAndTheProviderIsLeftAlone() throws Exception {
    var without = MANY.withoutBreaker();
    var with = MANY.withBreaker();

    var share = 100.0 * with.calls() / without.calls();
    var line =
        "OUTAGE minutes=%d orders=%d calls without=%d with=%d share=%.1f%%"
            .formatted(
                PaymentOutage.LENGTH.toMinutes(), ORDERS, without.calls(), with.calls(), share);
    System.out.println(line);

    assertThat(without.ends()).anyMatch(ends -> ends.contains("Orderly.WaitsForRepair"));
    assertThat(with.ends()).hasSize(ORDERS).containsOnly(List.of("CONFIRMED"));
    assertThat(with.charged()).hasSize(ORDERS);
    assertThat(share).isLessThan(5);
    assertThat(with.recovery()).isLessThan(Duration.ofMinutes(10)).isLessThan(without.recovery());
    assertThat(Project.find().root().resolve("docs/patterns/circuit-breaker.md"))
        .content()
        .contains("\n" + line + "\n");
  }

  /** It is every probe, and must not use up its tries by that. */
  @Test
  void aSingleOrderWaitsToo() throws Exception {
    var alone = new Scene(Duration.ofMinutes(6), 1, 1);

    assertThat(alone.withBreaker().ends()).containsExactly(List.of("CONFIRMED"));
    assertThat(alone.withoutBreaker().ends()).doesNotContain(List.of("CONFIRMED"));
  }
}

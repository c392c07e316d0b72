package com.example.orders.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cli.Project;
import com.example.orders.documentation.PatternPage;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A payment provider that takes 10 s, at 100 orders a second: on virtual time, by the template. */
class BulkheadTest {
  private static final PatternPage PAGE = new PatternPage("bulkheads.md");
  private static final int SLOW = 10;
  private static final Traffic USUAL = new Traffic(100, 120, 100, 0);

  @Test
  void aSlowProviderTakesOnlyWhatIsKeptForIt() throws IOException {
    var without = run(0);
    var with = run(500);

    assertThat(without.isComplete()).isTrue();
    assertThat(with.isComplete()).isTrue();
    assertThat(refusedToOthers(without)).isPositive();
    assertThat(refusedToOthers(with)).isZero();
    assertThat(Outcome.percentile(without.toRow(), 99))
        .isGreaterThan(10 * Outcome.percentile(with.toRow(), 99));
    PAGE.shows(line(0, without));
    PAGE.shows(line(500, with));
  }

  @Test
  void nothingIsReservedByDefault() {
    assertThat(deployed("standard", 0).reserved()).isEmpty();
  }

  @Test
  void anAccountOfTenHasNothingToReserve() {
    assertThatThrownBy(() -> deployed("starter", 5))
        .hasMessageContaining("an account must keep 100 executions unreserved");
  }

  private static Outcome run(int reserved) {
    var stack = deployed("standard", reserved);
    var times = Times.ASSUMED.with(stack.name("ChargePaymentFunction"), SLOW);
    return new Simulation(stack, AwsAccount.SMALL_REGION, USUAL, times).run();
  }

  private static Deployment deployed(String capacity, int reserved) {
    return Deployment.of(
        Project.find().template(),
        Map.of("Capacity", capacity, "ChargeConcurrency", Integer.toString(reserved)));
  }

  /** Invocations of the other functions that got no environment. */
  private static int refusedToOthers(Outcome outcome) {
    var charge = deployed("standard", 0).name("ChargePaymentFunction");
    return outcome.throttles().entrySet().stream()
        .filter(entry -> !entry.getKey().equals(charge))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static String line(int reserved, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "BULKHEAD ChargeConcurrency=%d refused-to-others=%d p99-to-row=%.1fs p99-to-end=%.0fs executions-replayed=%d",
        reserved,
        refusedToOthers(outcome),
        Outcome.percentile(outcome.toRow(), 99),
        Outcome.percentile(outcome.toEnd(), 99),
        outcome.repairs());
  }
}

package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small proof in every build. */
@Tag("local")
class SoakIT {
  private static final int ORDERS = 60;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 42)
  void nothingIsLostAndNothingHappensTwice(long seed) throws Exception {
    System.out.println("Soak: " + String.join(" ", ProofRun.command(seed, ORDERS)));
    var settings =
        ProofSettings.of(seed, ORDERS)
            .telling(
                line -> System.out.println("Soak: " + line),
                new ProofLog(Project.find().root().resolve("target"), "soak-" + seed + ".log"));
    var result = new ProofRun(settings).run();
    System.out.println(result.verdict().line(seed));
    assertThat(result.verdict().violations())
        .as("replay with: %s", String.join(" ", ProofRun.command(seed, ORDERS)))
        .isEmpty();
    assertThat(result.injected().values().stream().mapToInt(count -> count).sum())
        .as("faults that struck")
        .isPositive();
    assertThat(result.verdict().accepted()).isGreaterThan(ORDERS * 8 / 10);
  }
}

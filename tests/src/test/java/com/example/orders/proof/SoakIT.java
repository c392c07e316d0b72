package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small proof in every build, always the same; {@code make prove} draws a fresh seed. */
@Tag("local")
@Execution(CONCURRENT)
@Order(1) // the longest begin first
class SoakIT {
  private static final int ORDERS = 80;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = 42)
  void nothingIsLostAndNothingHappensTwice(long seed) throws Exception {
    var settings =
        ProofSettings.of(seed, ORDERS)
            .telling(
                line -> System.out.println("Soak: " + line),
                new ProofLog(Project.find().root().resolve("target"), "soak-" + seed + ".log"));
    System.out.println("Soak: " + ProofRun.command(settings, ORDERS));
    var result = new ProofRun(settings).run();
    System.out.println(result.eventLine());
    System.out.println(result.verdict().line(seed));
    assertThat(result.verdict().violations())
        .as("replay with: %s", ProofRun.command(settings, ORDERS))
        .isEmpty();
    assertThat(result.injected().values().stream().mapToInt(count -> count).sum())
        .as("faults that struck")
        .isPositive();
    assertThat(result.events()).hasSizeGreaterThan(ORDERS * 8 / 10);
    assertThat(result.verdict().accepted()).isGreaterThan(ORDERS * 8 / 10);
  }
}

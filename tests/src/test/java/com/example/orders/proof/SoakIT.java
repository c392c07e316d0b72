package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small proof in every build, with every pattern on under its own faults and always the same;
 * {@code make prove} draws a fresh seed. The archive's soak has all of them off.
 */
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
            .withPatterns(allOn())
            .telling(
                line -> System.out.println("Soak: " + line),
                new ProofLog(Project.find().root().resolve("target"), "soak-" + seed + ".log"));
    System.out.println("Soak: " + ProofRun.command(settings, ORDERS));
    var result = new ProofRun(settings).run();
    System.out.println(result.verdict().line(seed));
    assertThat(result.verdict().violations())
        .as("replay with: %s", ProofRun.command(settings, ORDERS))
        .isEmpty();
    assertThat(result.injected().values().stream().mapToInt(count -> count).sum())
        .as("faults that struck")
        .isPositive();
    assertThat(result.verdict().accepted()).isGreaterThan(ORDERS * 8 / 10);
  }

  private static Map<String, String> allOn() throws IOException {
    var script = Files.readString(Project.find().root().resolve("scripts/all-on"));
    var lines = script.lines().filter(line -> line.matches("\\w+=\\w+")).toList();
    assertThat(lines).contains("PaymentBreaker=on");
    return Parameters.parse(String.join(",", lines));
  }
}

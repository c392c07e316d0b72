package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.proof.GuardBench.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every guard earns its place: without it, the overlap that it guards against is found by the
 * checker; with it, the same overlap leaves nothing to find. Here it takes the guards of one
 * overlap of each part; {@code make prove-guards} takes all.
 */
@Tag("local")
@Timeout(3600)
@Execution(ExecutionMode.CONCURRENT)
class GuardsIT {
  /** Every copy that was used keeps its JVM, so not all of them share a cloud. */
  private static final int TOGETHER = 10;

  private static final List<Overlap> QUICK =
      List.of(
          Overlap.MESSAGE_AGAIN_AFTER_THE_END,
          Overlap.TWO_RELEASES_AT_ONCE,
          Overlap.TWO_CHARGES_AT_ONCE,
          Overlap.SHIPMENT_AGAIN_AFTER_SUCCESS,
          Overlap.LATE_CONFIRM);

  private final List<String> report = new ArrayList<>();
  private final Map<Overlap, Finding> asItIs = new EnumMap<>(Overlap.class);

  @Test
  void whatEachGuardKeepsOutIsFoundWithoutIt() throws Exception {
    var project = Project.find().root();
    var chosen = chosen();
    assertThat(chosen).as("GUARDS names no guard").isNotEmpty();
    var found = 0;
    for (var from = 0; from < chosen.size(); from += TOGETHER) {
      var some = chosen.subList(from, Math.min(chosen.size(), from + TOGETHER));
      try (var bench = GuardBench.start(project, some, "guards")) {
        for (var guard : some) {
          found += isFound(bench, guard) ? 1 : 0;
        }
      }
    }
    Guards.excused()
        .forEach(it -> tell("EXCUSED " + it.file() + " " + it.text() + ": " + it.reason()));
    tell(
        "GUARDS found=%d of=%d excused=%d"
            .formatted(found, chosen.size(), Guards.excused().size()));
    write(project);
    assertThat(found).as(String.join("\n", report)).isEqualTo(chosen.size());
  }

  /** {@code GUARDS}: "all", or parts of places or of overlaps' names with commas between. */
  private static List<Guard> chosen() {
    var which = System.getenv().getOrDefault("GUARDS", "");
    return Guards.all().stream()
        .filter(
            guard ->
                switch (which) {
                  case "" -> QUICK.contains(guard.overlap());
                  case "all" -> true;
                  default ->
                      Stream.of(which.split(","))
                          .anyMatch((guard.place() + " " + guard.overlap())::contains);
                })
        .toList();
  }

  /** A drive that does not come to its end shows nothing. */
  private boolean isFound(GuardBench bench, Guard guard) {
    try {
      return tryFor(bench, guard);
    } catch (Exception | AssertionError e) {
      tell("NOT FOUND %s by %s: %s".formatted(guard.place(), guard.overlap(), e));
      Stream.of(e.getStackTrace()).limit(40).forEach(frame -> tell("    at " + frame));
      return false;
    }
  }

  private boolean tryFor(GuardBench bench, Guard guard) throws Exception {
    var begin = System.nanoTime();
    var right = asItIs.get(guard.overlap());
    if (right == null) {
      right = bench.asItIs(guard.overlap());
      asItIs.put(guard.overlap(), right);
    }
    var without = bench.without(guard);
    var isFound = right.settled() && right.isClean() && without.settled() && !without.isClean();
    tell(
        "%s %s by %s, %d s%n    with it: %s%n    without: %s"
            .formatted(
                isFound ? "found    " : "NOT FOUND",
                guard.place(),
                guard.overlap(),
                Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                right,
                without));
    return isFound;
  }

  private void tell(String line) {
    report.add(line);
    System.out.println(line);
  }

  private void write(Path project) throws IOException {
    Files.createDirectories(project.resolve("tests/target"));
    Files.write(project.resolve("tests/target/guards.txt"), report);
  }
}

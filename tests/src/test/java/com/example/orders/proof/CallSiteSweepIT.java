package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.example.orders.cli.Project;
import com.example.orders.proof.CallSiteSweep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;

/**
 * The call-site sweep. Here it takes a few cases, the same each time; {@code make sweep} takes all
 * of them, in an order drawn afresh.
 */
@Tag("local")
@Timeout(3600)
@Execution(CONCURRENT)
class CallSiteSweepIT {
  private static final int CASES = Integer.parseInt(setting("SWEEP_CASES", "30"));
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  @Test
  void everyCallMayFailOnceAndNoOrderIsTheWorseForIt() throws Exception {
    var seed = Long.parseLong(setting("SEED", "20261129"));
    var settings =
        LocalCloudSettings.of(SweptApplication.template("swept"), Project.find().artifacts())
            .withPace(SweptApplication.PACE);
    try (var cloud = LocalCloud.start(settings);
        var api = new ProofApi(cloud.apiUrl().toString())) {
      var stack = new Stack(cloud);
      var catalogue = SweptApplication.catalogue(CASES);
      catalogue.put(stack);
      cloud.prewarm();
      try (var observer = BusObserver.start(stack)) {
        var proof = ProofSettings.of(seed, CASES).withPatience(PATIENCE);
        var records = new Records(stack, catalogue);
        var drain = new Drain(proof, records, observer, new Operator(stack, records));
        sweep(new CallSiteSweep(stack, api, records, drain, seed), seed);
      }
    }
  }

  private static void sweep(CallSiteSweep sweep, long seed)
      throws IOException, InterruptedException {
    var sites = sweep.record();
    assertThat(sites.stream().filter(CallSite::fromCode).map(CallSite::path).distinct())
        .containsExactlyInAnyOrder(SweptPath.values());
    var all = sweep.cases(sites);
    var cases = all.subList(0, Math.min(CASES, all.size()));
    var started = System.nanoTime();
    var outcomes = sweep.run(cases);
    var ok = outcomes.stream().filter(Outcome::isOk).count();
    var line =
        "SWEEP seed=%d sites=%d faults=%d cases=%d ok=%d of %d (all: %d) seconds=%d"
            .formatted(
                seed,
                sites.size(),
                cases.stream().map(CallSiteSweep.Case::fault).distinct().count(),
                cases.size(),
                ok,
                cases.size(),
                all.size(),
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
    System.out.println(line);
    write(line, outcomes);
    assertThat(outcomes.stream().filter(Outcome::isWrong).map(Outcome::toString))
        .as(line)
        .isEmpty();
    // A call that is not made again, as one that only a slow machine repeats, cannot fail.
    assertThat(ok).as(line).isGreaterThan(cases.size() * 3L / 4);
  }

  private static void write(String line, List<Outcome> outcomes) throws IOException {
    var lines = new ArrayList<>(List.of(line));
    for (var outcome : outcomes) {
      var result = outcome.isOk() ? "ok" : outcome.injected() ? "WRONG" : "NOT MET";
      lines.add(result + "  " + outcome.of() + " " + String.join("; ", outcome.faults()));
    }
    var folder = Project.find().root().resolve("tests/target");
    Files.createDirectories(folder);
    Files.write(folder.resolve("sweep.txt"), lines);
  }

  private static String setting(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}

package com.example.orders.proof;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run's result as a file. */
record ProofReport(ProofSettings settings, int orders, ProofRun.Result result) {
  static final String FILE = "prove-report.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  void write(Path folder) {
    var verdict = result.verdict();
    var root = JSON.createObjectNode();
    root.put("seed", settings.seed());
    root.put("line", verdict.line(settings.seed()));
    root.put("passed", verdict.passed());
    root.put("replay", ProofRun.command(settings, orders));
    root.put("loadMillis", result.load().toMillis());
    root.put("drainMillis", result.drain().toMillis());
    var faults = root.putObject("faults");
    result.injected().forEach(faults::put);
    var invariants = root.putArray("invariants");
    for (var invariant : Invariant.values()) {
      invariants
          .addObject()
          .put("name", invariant.name())
          .put("rule", invariant.rule())
          .put("holds", !verdict.broken().contains(invariant));
    }
    var violations = root.putArray("violations");
    verdict.violations().forEach(found -> violations.add(found.toString()));
    try {
      Files.createDirectories(folder);
      JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(FILE).toFile(), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

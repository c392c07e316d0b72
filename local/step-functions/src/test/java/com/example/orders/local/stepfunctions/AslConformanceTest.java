package com.example.orders.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holds the interpreter to AWS's recorded answers, where those are at hand. */
class AslConformanceTest {
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void answersAsAwsDid() throws Exception {
    var runner = runner();
    assumeTrue(
        runner.isPresent(),
        "skipped: no shared/asl-conformance/run.py in a parent folder; -Dasl.conformance=<folder> names another place");
    var report = Path.of("target", "asl.json").toAbsolutePath();
    Files.createDirectories(report.getParent());
    try (var server = new StepFunctionsServer(0)) {
      run(runner.get(), server, report);
    }
    var rows = rows(report);
    assertThat(rows).hasSizeGreaterThan(600);
    assertThat(share(rows, "result")).isGreaterThanOrEqualTo(0.97);
    assertThat(
            share(
                rows.stream().filter(row -> !row.path("group").asText().equals("choice")).toList(),
                "result"))
        .isGreaterThanOrEqualTo(0.95);
    assertThat(share(rows, "events")).isGreaterThanOrEqualTo(0.90);
  }

  private static Optional<Path> runner() {
    var named = System.getProperty("asl.conformance");
    if (named != null) {
      return Optional.of(Path.of(named, "run.py"));
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      var candidate = folder.resolve("shared/asl-conformance/run.py");
      if (Files.exists(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static void run(Path runner, StepFunctionsServer server, Path report)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "python3",
                runner.toString(),
                "--endpoint",
                server.endpoint().toString(),
                "--json",
                report.toString(),
                "--verbose")
            .redirectErrorStream(true)
            .redirectOutput(report.resolveSibling("asl.txt").toFile())
            .start();
    assertThat(process.waitFor()).as("exit code; see target/asl.txt").isZero();
  }

  private static List<JsonNode> rows(Path report) throws IOException {
    var rows = new ArrayList<JsonNode>();
    Json.MAPPER.readTree(report.toFile()).forEach(rows::add);
    return rows;
  }

  private static double share(List<JsonNode> rows, String field) {
    var counted = rows.stream().filter(row -> row.path(field).isBoolean()).toList();
    return counted.stream().filter(row -> row.path(field).asBoolean()).count()
        / (double) counted.size();
  }
}

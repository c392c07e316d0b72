package localcloud.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Holds the interpreter to recorded answers of AWS: all of them, as the figures in PARITY say.
 * {@code -Dasl.cases=<folder>} takes other cases, such as those that {@code make conformance
 * SOURCE=checkout} extracted.
 */
class AslConformanceTest {
  private static final Path HOME = Path.of("conformance");

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void answersAsAwsDid() throws Exception {
    var cases = Path.of(System.getProperty("asl.cases", HOME.resolve("cases").toString()));
    var report = Path.of("target", "asl.json").toAbsolutePath();
    Files.createDirectories(report.getParent());
    try (var server = new StepFunctionsServer(0)) {
      run(cases, server, report);
    }
    var rows = rows(report);
    assertThat(figure(rows, "result")).as("results; see target/asl.txt").isEqualTo("602 of 602");
    assertThat(figure(rows, "events")).as("histories; see target/asl.txt").isEqualTo("275 of 275");
    assertThat(figure(rows, "cause")).as("causes; see target/asl.txt").isEqualTo("57 of 57");
  }

  private static void run(Path cases, StepFunctionsServer server, Path report)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "python3",
                HOME.resolve("run.py").toString(),
                "--endpoint",
                server.endpoint().toString(),
                "--cases",
                cases.toString(),
                "--json",
                report.toString(),
                "--verbose")
            .redirectErrorStream(true)
            .redirectOutput(report.resolveSibling("asl.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor()).as("exit code; see target/asl.txt").isZero();
    } finally {
      process.destroyForcibly(); // the timeout interrupts the wait
    }
  }

  private static List<JsonNode> rows(Path report) throws IOException {
    var rows = new ArrayList<JsonNode>();
    Json.MAPPER.readTree(report.toFile()).forEach(rows::add);
    return rows;
  }

  private static String figure(List<JsonNode> rows, String field) {
    var counted = rows.stream().filter(row -> row.path(field).isBoolean()).toList();
    var good = counted.stream().filter(row -> row.path(field).asBoolean()).count();
    return good + " of " + counted.size();
  }
}

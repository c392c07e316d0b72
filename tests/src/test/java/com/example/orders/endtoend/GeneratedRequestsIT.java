package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests that Schemathesis makes from {@code api/openapi.yaml}: every answer is one that the
 * description names, no customer sees another's order, and every order that was accepted ends. Here
 * they are the same each time; {@code make fuzz} draws a fresh seed.
 */
@Tag("local")
@Timeout(600)
@ExtendWith(TargetExtension.class)
class GeneratedRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CUSTOMERS = List.of("first", "second");
  private static final int CASES = Integer.parseInt(setting("FUZZ_CASES", "100"));
  private static final int OPERATIONS = 3;

  @Test
  void areAnsweredAsDescribed(Target target) throws Exception {
    var seed = Long.parseLong(setting("SEED", "20261121"));
    var folder = Project.find().root().resolve("tests/target/generated-requests/" + seed);
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve("seen.txt"));
    writeUsers(target, folder);

    var output = run(target, seed, folder);

    var report = JSON.readTree(folder.resolve("report.json").toFile());
    var cases = report.at("/test_cases/generated").asInt();
    var failures = report.at("/test_cases/unique_failures").asInt();
    var seen = Files.readAllLines(folder.resolve("seen.txt"));
    var compared = seen.stream().filter(line -> line.startsWith("compared ")).count();
    System.out.printf(
        "SCHEMATHESIS seed=%d cases=%d failures=%d accepted=%d compared-for-both-customers=%d%n",
        seed, cases, failures, seen.size() - compared, compared);
    assertThat(report.at("/exit_code").asInt(-1)).as(output).isZero();
    assertThat(report.at("/operations/tested").asInt()).isGreaterThanOrEqualTo(OPERATIONS);
    assertThat(cases).isGreaterThanOrEqualTo(OPERATIONS * CASES);
    assertThat(compared).as("answers with an order, asked for by both customers").isPositive();
    assertThat(seen).as("orders accepted").anyMatch(line -> line.startsWith("first "));
    awaitTheEnds(target, seen);
  }

  private static void awaitTheEnds(Target target, List<String> seen) {
    for (var line : seen.stream().distinct().toList()) {
      var words = line.split(" ");
      if (CUSTOMERS.contains(words[0])) {
        target.awaitTerminal("fuzz-" + words[0], words[1]);
      }
    }
  }

  private static void writeUsers(Target target, Path folder) throws IOException {
    var users = JSON.createObjectNode();
    for (var customer : CUSTOMERS) {
      var user = users.withArray("auth").addObject().put("name", customer);
      user.withArray("fixedHeaders")
          .addObject()
          .put("name", "Authorization")
          .put("value", "Bearer " + target.api().tokens().apply("fuzz-" + customer));
    }
    JSON.writeValue(folder.resolve("users.json").toFile(), users);
  }

  private static String run(Target target, long seed, Path folder) throws Exception {
    var script = Project.find().root().resolve("scripts/fuzz-api").toString();
    var process =
        new ProcessBuilder(
                script,
                target.api().baseUrl(),
                Long.toString(seed),
                Integer.toString(CASES),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve("output.txt"), output);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(folder.resolve("report.json")).as(output).exists();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String setting(String name, String otherwise) {
    var value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }
}

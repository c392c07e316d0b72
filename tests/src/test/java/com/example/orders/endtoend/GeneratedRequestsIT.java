package com.example.orders.endtoend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.scripts.GeneratedRequests;
import java.util.List;
import java.util.Map;
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
  private static final List<String> CUSTOMERS = List.of("first", "second");
  private static final int OPERATIONS = 3;

  @Test
  void areAnsweredAsDescribed(Target target) throws Exception {
    var requests = GeneratedRequests.of(Project.find().root().resolve("tests"), 20261121, 100);

    var report = requests.send(target.api().baseUrl(), tokens(target));

    var seen = report.seen();
    var compared = seen.stream().filter(line -> line.startsWith("compared ")).count();
    System.out.printf(
        "SCHEMATHESIS seed=%d cases=%d failures=%d accepted=%d compared-for-both-customers=%d%n",
        requests.seed(), report.cases(), report.failures(), seen.size() - compared, compared);
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.operations()).isGreaterThanOrEqualTo(OPERATIONS);
    assertThat(report.cases()).isGreaterThanOrEqualTo(OPERATIONS * requests.cases());
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

  private static Map<String, String> tokens(Target target) {
    return CUSTOMERS.stream()
        .collect(toMap(name -> name, name -> target.api().tokens().apply("fuzz-" + name)));
  }
}

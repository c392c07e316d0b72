package com.example.orders.webhookstests;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import localcloud.observe.CallCount;

/**
 * What a webhook that is delivered at its first attempt costs, by what was counted.
 *
 * @param sends of messages, each of which is also received and deleted
 * @param dollars for a million of them
 */
record Costs(double writeUnits, double readUnits, long sends, double dollars) {
  /** One by the event, one by the message; at load a batch shares the second. */
  private static final int INVOCATIONS = 2;

  /** Assumed, at 1 GB: both together. */
  private static final double SECONDS = 0.35;

  private static final int REQUESTS_A_MESSAGE = 3;

  /** In kilobytes: the body, and the headers both ways. */
  private static final double OUT = 1;

  static Costs of(Project project, Stream<CallCount> counts) throws IOException {
    var calls = counts.toList();
    var prices =
        new ObjectMapper()
            .readTree(project.root().resolve("docs/costs/prices.json").toFile())
            .path("prices");
    var writes = calls.stream().mapToDouble(CallCount::writeUnits).sum();
    var reads = calls.stream().mapToDouble(CallCount::readUnits).sum();
    var sends =
        calls.stream()
            .filter(call -> call.operation().equals("SendMessage"))
            .mapToLong(CallCount::calls)
            .sum();
    var one =
        writes * price(prices, "writeUnit")
            + reads * price(prices, "readUnit")
            + sends * REQUESTS_A_MESSAGE * price(prices, "standardQueueRequest")
            + INVOCATIONS * price(prices, "invocation")
            + SECONDS * price(prices, "armGigabyteSecond")
            + OUT / 1e6 * price(prices, "gigabyteOut");
    return new Costs(writes, reads, sends, one * 1e6);
  }

  private static double price(JsonNode prices, String name) {
    return prices.path(name).path("usd").asDouble() / prices.path(name).path("per").asDouble();
  }

  /** The README's row. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| delivered at the first attempt | %.0f | %.1f | %d | %.2f |",
        writeUnits,
        readUnits,
        sends,
        dollars);
  }
}

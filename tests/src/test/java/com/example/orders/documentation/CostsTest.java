package com.example.orders.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages say of costs is what {@code make costs} computes. */
class CostsTest {
  private static final Path ROOT = Project.find().root();
  private static final Pattern TOTALS =
      Pattern.compile("^\\| \\*\\*in all\\*\\* \\|(.*)\\|$", Pattern.MULTILINE);
  private static final Pattern DOLLARS = Pattern.compile("[\\d,]+\\.\\d\\d");

  @Test
  void thePageIsWhatTheCommandComputes() throws Exception {
    assertThat(Files.readString(ROOT.resolve("docs/costs/README.md")))
        .as("run `make costs` and look at what changed")
        .isEqualTo(computed());
  }

  @Test
  void thePagesThatNameTheTotalsNameThese() throws Exception {
    var totals = totals();
    var orders =
        String.format(
            Locale.ROOT,
            "A million orders cost about $%.0f; a million duplicates $%.0f, declined orders $%.0f, cancelled ones $%.0f.",
            totals.getFirst().toArray());
    var idle =
        String.format(
            Locale.ROOT, "Idle, the stack costs about $%.2f a month", totals.get(1).get(0));
    for (var page : List.of("README.md", "docs/deploy.md")) {
      assertThat(Files.readString(ROOT.resolve(page)).replaceAll("\\s+", " "))
          .as("%s", page)
          .contains(orders, idle);
    }
  }

  @Test
  void everyPriceHasItsSource() throws Exception {
    var prices =
        new ObjectMapper().readTree(ROOT.resolve("docs/costs/prices.json").toFile()).path("prices");
    assertThat(prices).isNotEmpty();
    prices
        .properties()
        .forEach(
            entry -> {
              var name = entry.getKey();
              var price = entry.getValue();
              assertThat(price.path("usd").isNumber() && price.path("per").isNumber())
                  .as(name)
                  .isTrue();
              assertThat(price.path("source").asText())
                  .as(name)
                  .matches("https://aws\\.amazon\\.com/.+");
            });
  }

  /** The dollars of the four paths, of the idle month, of what the patterns add. */
  private static List<List<Double>> totals() throws Exception {
    var totals =
        TOTALS.matcher(computed()).results().map(total -> dollars(total.group(1))).toList();
    assertThat(totals).extracting(List::size).containsExactly(4, 1, 1);
    return totals;
  }

  private static List<Double> dollars(String row) {
    return DOLLARS
        .matcher(row)
        .results()
        .map(found -> Double.valueOf(found.group().replace(",", "")))
        .toList();
  }

  private static String computed() throws Exception {
    var script = ROOT.resolve("scripts/costs.py").toString();
    var process = new ProcessBuilder(List.of("python3", script, "--print")).start();
    var page = new String(process.getInputStream().readAllBytes(), UTF_8);
    var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(errors).isZero();
    return page;
  }
}

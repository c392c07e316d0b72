package com.example.orders.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** When provisioned concurrency pays, by the list prices of {@code docs/costs/prices.json}. */
class ColdStartCostsTest {
  private static final PatternPage PAGE = new PatternPage("snapstart.md");
  private static final long MONTH_SECONDS = 30L * 24 * 60 * 60;

  /** A gigabyte each, as the template gives its functions. */
  private static final int[] BUSY_PERCENT = {0, 10, 30, 60, 90};

  @Test
  void thePageSaysFromWhichLoadAKeptEnvironmentPays() throws Exception {
    var onDemand = price("armGigabyteSecond");
    var kept = price("provisionedArmGigabyteSecond");
    var busy = price("provisionedArmBusyGigabyteSecond");
    for (int percent : BUSY_PERCENT) {
      var share = percent / 100.0;
      var withOut = MONTH_SECONDS * onDemand * share;
      var with = MONTH_SECONDS * (kept + busy * share);
      PAGE.shows(
          String.format(
              Locale.ROOT,
              "| %d %% | $%.2f | $%.2f | %s |",
              percent,
              withOut,
              with,
              with < withOut ? "cheaper" : String.format(Locale.ROOT, "$%.2f", with - withOut)));
    }
    var even = kept / (onDemand - busy);
    PAGE.shows(String.format(Locale.ROOT, "busy for more than %.0f %% of the time", 100 * even));
    assertThat(even).isBetween(0.0, 1.0);
  }

  /** Dollars for one gigabyte and second. */
  private static double price(String name) throws Exception {
    JsonNode prices =
        new ObjectMapper()
            .readTree(Files.readString(Project.find().root().resolve("docs/costs/prices.json")));
    var price = prices.at("/prices/" + name);
    return price.path("usd").asDouble() / price.path("per").asDouble();
  }
}

package com.example.orders.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.LocalMetrics;
import com.example.orders.cli.LocalMetrics.Minute;
import com.example.orders.cli.Project;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardTest {
  private static final Dashboard DASHBOARD = Dashboard.of(Layers.all());

  /** {@code make dashboard} writes it. */
  @Test
  void theTemplateHasTheDashboardOfTheLayers() throws Exception {
    var template = Files.readString(WriteDashboard.template(Project.find().root()));
    assertThat(WriteDashboard.in(template, DASHBOARD)).isEqualTo(template);
  }

  /** A table's own units are without its indexes'. */
  @Test
  void theDashboardHasEveryIndexOfTheCore() throws Exception {
    var core = Files.readString(Project.find().root().resolve("template.yaml"));
    assertThat(Pattern.compile("- IndexName: (\\w+)").matcher(core).results())
        .extracting(index -> index.group(1))
        .containsExactlyInAnyOrderElementsOf(Layers.INDEXES.keySet());
    assertThat(DashboardText.of(DASHBOARD)).contains("\"GlobalSecondaryIndexName\", \"byState\"");
  }

  @Test
  void noWidgetNamesARegionOrAnAccount() {
    assertThat(DashboardText.of(DASHBOARD))
        .doesNotContainPattern("\\b(us|eu|ap|sa|ca|af|me)-[a-z]+-\\d\\b")
        .doesNotContainPattern("\\d{12}")
        .doesNotContain("arn:");
  }

  @Test
  void widgetsLieSideBySideWithinTheColumns() {
    var cells = new HashSet<String>();
    for (var placed : DASHBOARD.widgets()) {
      assertThat(placed.x() + placed.widget().width()).isLessThanOrEqualTo(Dashboard.COLUMNS);
      for (var x = placed.x(); x < placed.x() + placed.widget().width(); x++) {
        for (var y = placed.y(); y < placed.y() + placed.widget().height(); y++) {
          assertThat(cells.add(x + " " + y)).as("free: column %s, row %s", x, y).isTrue();
        }
      }
    }
  }

  @Test
  void thePageShowsEveryWidgetAndOurOwnNumbers() {
    var minute = Instant.parse("2026-11-30T12:00:00Z");
    var accepted =
        new LocalMetrics.Series(
            "Orderly/local",
            "OrdersAccepted",
            Map.of("Service", "orders"),
            3,
            3,
            3,
            3,
            List.of(new Minute(minute, 1, 1), new Minute(minute.plusSeconds(120), 1, 2)));

    var page = new DashboardPage(new LocalMetrics(List.of(accepted))).of(DASHBOARD);

    assertThat(page.split("<section ", -1)).hasSize(DASHBOARD.widgets().size() + 1);
    assertThat(page)
        .contains("points=\"240.0,51.0 300.0,5.0 300.0,5.0\"")
        .contains("up to 2.0", "LateOrdersFastAlarm", "&quot;Orders are late&quot;")
        .contains("no data");
  }
}

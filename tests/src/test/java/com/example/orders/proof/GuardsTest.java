package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of guards is that of the sources, and the page shows the list. */
class GuardsTest {
  private static final Project PROJECT = Project.find();
  private static final GuardSources SOURCES = new GuardSources(PROJECT.root());
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `.*$");

  @Test
  void everyGuardInTheSourcesHasAScenarioOrAReason() {
    assertThat(Guards.withoutScenario(SOURCES)).isEmpty();
  }

  @Test
  void findsEachFormOfAGuard() {
    assertThat(SOURCES.places().stream().map(place -> place.kind() + " " + kindOf(place.file())))
        .contains(
            "condition java",
            "condition yaml",
            "idempotency key java",
            "idempotency key yaml",
            "partial batch response java",
            "partial batch response yaml");
  }

  /** A text that is there twice is another guard than the one that is meant. */
  @Test
  void everyGuardIsWhereTheListSays() {
    for (var guard : Guards.all()) {
      var source = SOURCES.read(guard.weakening().file());
      assertThat(source.split(Pattern.quote(guard.weakening().right()), -1))
          .as(guard.place())
          .hasSize(2);
    }
    for (var excused : Guards.excused()) {
      assertThat(SOURCES.read(excused.file())).as(excused.reason()).contains(excused.text());
    }
  }

  @Test
  void thePageShowsEveryGuard() {
    var rows = ROW.matcher(SOURCES.read("docs/guards.md")).results().map(row -> row.group());
    var expected =
        Stream.concat(
            Guards.all().stream().map(GuardsTest::row),
            Guards.excused().stream().map(GuardsTest::row));
    assertThat(rows.toList()).containsExactlyElementsOf(expected.toList());
  }

  private static String row(Guard guard) {
    return "| %s | %s | %s |"
        .formatted(
            place(guard.weakening().file(), guard.weakening().right()),
            guard.protects(),
            guard.overlap().words());
  }

  private static String row(Guard.Excused excused) {
    return "| %s | %s |".formatted(place(excused.file(), excused.text()), excused.reason());
  }

  /** File and text, as a table can hold them. */
  private static String place(String file, String text) {
    var name = List.of(file.split("/")).getLast();
    return "`" + name + "` `" + text.strip().lines().toList().getFirst().replace("|", "\\|") + "`";
  }

  private static String kindOf(String file) {
    return file.substring(file.lastIndexOf('.') + 1);
  }
}

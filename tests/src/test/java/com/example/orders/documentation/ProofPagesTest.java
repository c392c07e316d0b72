package com.example.orders.documentation;

import static com.example.orders.documentation.TestSources.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages that say which test proves what name every number, and only tests that exist. */
class ProofPagesTest {
  private static final Path ROOT = Project.find().root();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| ([^|]+) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+))?`");

  private static Map<String, String> sources;

  @BeforeAll
  static void readTheTests() {
    sources = TestSources.in(ROOT, "functions", "libs", "local", "cli", "tests");
  }

  @ParameterizedTest
  @CsvSource({"docs/bad-inputs.md, 54", "docs/faults.md, 37"})
  void everyNumberHasOneRow(String page, int last) {
    assertThat(rows(page).stream().map(row -> Integer.parseInt(row.get(0))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({"docs/bad-inputs.md", "docs/faults.md"})
  void everyRowNamesATestThatExistsOrSaysWhyThereIsNone(String page) {
    for (var row : rows(page)) {
      var tests = TEST.matcher(row.get(1)).results().toList();
      assertThat(tests.isEmpty()).isEqualTo(row.get(1).matches("does not apply: .+|not shown: .+"));
      for (var test : tests) {
        assertThat(sources).as("row %s", row).containsKey(test.group(1));
        if (test.group(2) != null) {
          assertThat(sources.get(test.group(1)))
              .as("row %s", row)
              .contains(" " + test.group(2) + "(");
        }
      }
    }
  }

  @Test
  void thePageOnTheRunNamesTestsThatThereAre() {
    var named = TEST.matcher(read(ROOT.resolve("docs/proof.md"))).results().toList();
    assertThat(named).hasSizeGreaterThan(5);
    assertThat(named).allSatisfy(test -> assertThat(sources).containsKey(test.group(1)));
  }

  /** A test method that is named after a fault is in that fault's row. */
  @Test
  void everyTestOfAFaultIsOnThePage() {
    var page = read(ROOT.resolve("docs/faults.md"));
    for (var source : sources.entrySet()) {
      Pattern.compile(" void (fault\\d+\\w*)\\(")
          .matcher(source.getValue())
          .results()
          .forEach(method -> assertThat(page).contains(source.getKey() + "#" + method.group(1)));
    }
  }

  private static List<List<String>> rows(String page) {
    return ROW.matcher(read(ROOT.resolve(page)))
        .results()
        .map(row -> List.of(row.group(1), row.group(2).strip()))
        .toList();
  }
}

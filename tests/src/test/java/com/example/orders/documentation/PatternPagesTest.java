package com.example.orders.documentation;

import static com.example.orders.documentation.TestSources.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/patterns}: one row and one page a pattern, and what they name exists. */
class PatternPagesTest {
  private static final Path ROOT = Project.find().root();
  private static final Path PAGES = ROOT.resolve("docs/patterns");
  private static final int ONE_SCREEN = 70;
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\[[^]]+]\\(([\\w-]+\\.md)\\) \\| (.+) \\| (.+) \\| (.+) \\|$");
  private static final Pattern PARAMETER = Pattern.compile("parameter `(\\w+)`");
  private static final Pattern EXTENSION = Pattern.compile("extension `([\\w-]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

  private record Row(String page, String toggle, String code, String tests) {}

  @Test
  void everyPageHasOneRow() throws IOException {
    try (var files = Files.list(PAGES)) {
      assertThat(rows().stream().map(Row::page))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                  .toList());
    }
  }

  @Test
  void everySwitchIsAParameterAnExtensionOrAlways() {
    var template = read(ROOT.resolve("template.yaml"));
    var parameters =
        template.substring(template.indexOf("\nParameters:\n"), template.indexOf("\nGlobals:\n"));
    for (var row : rows()) {
      var names = PARAMETER.matcher(row.toggle()).results().map(found -> found.group(1)).toList();
      var folders = EXTENSION.matcher(row.toggle()).results().map(found -> found.group(1)).toList();
      assertThat(names).as(row.page()).allMatch(name -> parameters.contains("\n  " + name + ":"));
      assertThat(folders)
          .as(row.page())
          .allSatisfy(name -> assertThat(ROOT.resolve("extensions").resolve(name)).isDirectory());
      assertThat(!names.isEmpty() || !folders.isEmpty() || row.toggle().startsWith("always"))
          .as(row.toString())
          .isTrue();
    }
  }

  @Test
  void theCodeAndTheTestsOfEveryRowExist() {
    var tests = TestSources.in(ROOT, "functions", "libs", "local", "cli", "tests", "extensions");
    for (var row : rows()) {
      var links = LINK.matcher(row.code()).results().map(found -> found.group(1)).toList();
      assertThat(links)
          .as(row.page())
          .isNotEmpty()
          .allSatisfy(link -> assertThat(PAGES.resolve(link)).exists());
      assertThat(TEST.matcher(row.tests()).results().map(found -> found.group(1)))
          .as(row.page())
          .isNotEmpty()
          .allSatisfy(name -> assertThat(tests).containsKey(name));
    }
  }

  @Test
  void everyPageIsOneScreenWithThePartsThatAReaderLooksFor() {
    for (var row : rows()) {
      var page = read(PAGES.resolve(row.page()));
      assertThat(page.lines().count()).as(row.page()).isLessThanOrEqualTo(ONE_SCREEN);
      assertThat(page)
          .as(row.page())
          .startsWith("# ")
          .contains("\n```mermaid\n")
          .containsSubsequence(
              "\n## Where it is\n", "\n## Try it\n", "\n## When not\n", "\n## What it costs\n");
    }
  }

  private static List<Row> rows() {
    return ROW.matcher(read(PAGES.resolve("README.md")))
        .results()
        .map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group(4)))
        .toList();
  }
}

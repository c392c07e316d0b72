package com.example.orders.howto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages of {@code docs/exercises} claim; that a patch breaks is held by its command. */
class ExercisesTest {
  private static final Path ROOT = Project.find().root();
  private static final Path FOLDER = ROOT.resolve("docs/exercises");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  static List<Path> pages() {
    return files(".md").filter(page -> !page.endsWith("README.md")).toList();
  }

  static List<Path> patches() {
    return files(".patch").toList();
  }

  @Test
  void eachOfThemIsListed() {
    assertThat(
            Pattern.compile("]\\((\\S+\\.md)\\)")
                .matcher(read(FOLDER.resolve("README.md")))
                .results()
                .map(link -> link.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            pages().stream().map(page -> page.getFileName().toString()).toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageHasItsShapeAndFitsAScreen(Path page) {
    var lines = read(page).lines().toList();
    var headings = lines.stream().filter(line -> line.startsWith("## ")).toList();

    assertThat(lines).hasSizeLessThanOrEqualTo(60);
    assertThat(headings)
        .isIn(
            headings("Break it", "See it break", "See it hold"), headings("Measure it", "See it"));
    assertThat(headings.contains("## Break it"))
        .as("it is broken by a patch, or it is a measurement")
        .isEqualTo(Files.exists(patch(page)));
  }

  private static List<String> headings(String... between) {
    return Stream.of(
            Stream.of("What it is about"), Stream.of(between), Stream.of("On AWS", "When not"))
        .flatMap(part -> part)
        .map(heading -> "## " + heading)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theTestsThatItNamesAreThere(Path page) throws IOException {
    var named = TEST.matcher(read(page)).results().toList();

    assertThat(named).isNotEmpty();
    for (var test : named) {
      var source = source(test.group(1));
      assertThat(source).as("%s of %s", test.group(), page).exists();
      assertThat(read(source)).contains(test.group(2) == null ? "class" : test.group(2) + "(");
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void aPatchFitsAndItsPageQuotesWhatFindsIt(Path patch) throws Exception {
    var page = read(Path.of(patch.toString().replace(".patch", ".md")));
    var name = patch.getFileName().toString().replace(".patch", "");
    var text = read(patch);

    assertThat(page).contains("make exercise NAME=" + name, "](" + name + ".patch)");
    assertThat(page).contains(field(text, "Breaks"), field(text, "Test").replaceFirst("#.*", ""));
    assertThat(ROOT.resolve(field(text, "Module")).resolve("pom.xml")).exists();
    assertThat(source(field(text, "Test").replaceFirst("#.*", ""))).exists();

    // Without context if need be: in a renamed clone the imports are in another order.
    var check =
        new ProcessBuilder("git", "apply", "--check", "-C0", patch.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
  }

  static List<Path> faults() {
    return files(".json").toList();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFileOfFaultsHasRulesThatTheLocalCloudTakes(Path file) {
    assertThat(FaultRules.parse(read(file)).rules()).isNotEmpty();
  }

  private static String field(String patch, String name) {
    return patch
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + patch.lines().findFirst()));
  }

  private static Path patch(Path page) {
    return Path.of(page.toString().replace(".md", ".patch"));
  }

  private static Path source(String test) throws IOException {
    for (var modules : List.of("tests", "functions", "libs")) {
      try (var files = Files.walk(ROOT.resolve(modules))) {
        var found =
            files
                .filter(file -> file.endsWith(test + ".java"))
                .filter(file -> file.toString().contains("/src/test/"))
                .findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return ROOT.resolve(test + ".java");
  }

  private static Stream<Path> files(String ending) {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package com.example.orders.template;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/aws-evidence.md lists every construct that only AWS can prove, and none that is not used.
 * Add a construct, and this test asks for its public precedent; it prints the row to fill in.
 */
class EvidencePageTest {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/aws-evidence.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (`.+?`) \\| (run|documented|usual|none found) \\| (.*\\S) \\|");
  private static final Pattern SHAPE = Pattern.compile("`([^`]+)`");
  private static final String UNCHECKED = "Not to be seen in these files";

  private static final AwsShapes USED =
      AwsShapes.of(
          TransformedTemplate.ours(),
          SourceFile.read("template.yaml"),
          SourceFile.read("api/openapi.yaml"));

  /** A line of a table; shapes with the same precedent share one. */
  private record Row(String kind, List<String> shapes, String verdict, String precedent) {}

  @Test
  void everyConstructIsListedAndEveryListedOneIsUsed() {
    assertThat(lines(difference(USED.byKind(), listed(PAGE))))
        .as("used, and without a row in docs/aws-evidence.md")
        .isEmpty();
    assertThat(lines(difference(listed(PAGE), USED.byKind())))
        .as("a row of docs/aws-evidence.md, and not used any more")
        .isEmpty();
  }

  @Test
  void whatHasNoPrecedentSaysHowItIsProved() {
    assertThat(rows(PAGE)).filteredOn(row -> row.verdict().equals("none found")).isNotEmpty();
    assertThat(rows(PAGE))
        .filteredOn(row -> row.verdict().equals("none found"))
        .allSatisfy(row -> assertThat(row.precedent()).containsPattern("proved by|checked again"));
  }

  @Test
  void aNewConstructIsSeen() {
    var template = TransformedTemplate.ours().copy();
    var trust = template.get("ApiRole").at("/AssumeRolePolicyDocument/Statement/0");
    ((ObjectNode) trust)
        .set(
            "Condition",
            TransformedTemplate.parse("{\"StringEquals\": {\"aws:SourceAccount\": \"0\"}}"));
    var shapes =
        AwsShapes.of(
            template, SourceFile.read("template.yaml"), SourceFile.read("api/openapi.yaml"));

    assertThat(lines(difference(shapes.byKind(), USED.byKind())))
        .singleElement()
        .asString()
        .contains("apigateway.amazonaws.com: StringEquals aws:SourceAccount");
  }

  static List<String> extensions() {
    return Extensions.of(Project.find()).names();
  }

  /** What the core's page does not say yet is on a page of the extension's own. */
  @ParameterizedTest
  @MethodSource("extensions")
  void anExtensionListsWhatTheCoreDoesNotUse(String name) {
    var folder = PAGE.getParent().getParent().resolve("extensions").resolve(name);
    var used =
        AwsShapes.of(
            TransformedTemplate.of(ExtensionsTest.load(name)),
            SourceFile.read("extensions/" + name + "/template.yaml"));

    assertThat(lines(listed(folder.resolve("aws-evidence.md"))))
        .isEqualTo(lines(difference(used.byKind(), listed(PAGE))));
  }

  private static SortedMap<String, SortedSet<String>> listed(Path page) {
    var listed = new TreeMap<String, SortedSet<String>>();
    for (var row : rows(page)) {
      var shapes = listed.computeIfAbsent(row.kind(), kind -> new TreeSet<>());
      row.shapes().forEach(shape -> assertThat(shapes.add(shape)).as("once: %s", shape).isTrue());
    }
    return listed;
  }

  private static List<Row> rows(Path page) {
    try {
      var rows = new ArrayList<Row>();
      var kind = "";
      for (var line : Files.readAllLines(page)) {
        if (line.startsWith("## ")) {
          kind = line.substring(3);
        } else if (line.startsWith("| `") && !kind.equals(UNCHECKED)) {
          var row = ROW.matcher(line);
          assertThat(row.matches()).as("a row that this test can read: %s", line).isTrue();
          var shapes = SHAPE.matcher(row.group(1)).results().map(shape -> shape.group(1)).toList();
          rows.add(new Row(kind, shapes, row.group(2), row.group(3)));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SortedMap<String, SortedSet<String>> difference(
      Map<String, SortedSet<String>> all, Map<String, SortedSet<String>> without) {
    var difference = new TreeMap<String, SortedSet<String>>();
    all.forEach(
        (kind, shapes) ->
            difference.put(
                kind,
                shapes.stream()
                    .filter(shape -> !without.getOrDefault(kind, new TreeSet<>()).contains(shape))
                    .collect(toCollection(TreeSet::new))));
    return difference;
  }

  private static List<String> lines(SortedMap<String, SortedSet<String>> shapes) {
    return shapes.entrySet().stream()
        .flatMap(
            kind ->
                kind.getValue().stream()
                    .map(shape -> "## %s: | `%s` | run | ... |".formatted(kind.getKey(), shape)))
        .toList();
  }
}

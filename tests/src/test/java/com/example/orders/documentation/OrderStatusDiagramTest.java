package com.example.orders.documentation;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.order.OrderStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture of an order's statuses has the arrows that the code allows, and no others. */
class OrderStatusDiagramTest {
  private static final Pattern BLOCK = Pattern.compile("```mermaid\n(.*?)```", Pattern.DOTALL);

  /** An arrow of any length, whose label may be in its middle. */
  private static final Pattern ARROW =
      Pattern.compile(" (<?)(?:--|-\\.)(?: \"[^\"]*\" (?:--|\\.-))?[-.]*> ");

  private static final Pattern SHAPE = Pattern.compile("[\\[(].*[\\])]");
  private static final String FRAME = "open";

  @Test
  void everyArrowIsATransitionAndEveryTransitionAnArrow() throws IOException {
    var expected = new TreeSet<String>();
    for (var from : OrderStatus.values()) {
      from.next().forEach(to -> expected.add(from + " " + to));
    }
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(drawn()).isEqualTo(expected);
  }

  private static Set<String> drawn() throws IOException {
    var page = Files.readString(Project.find().root().resolve("docs/statuses.md"));
    var block = BLOCK.matcher(page);
    assertThat(block.find()).isTrue();
    var lines = block.group(1).lines().map(String::strip).toList();
    var framed = framed(lines);
    var arrows = new TreeSet<String>();
    for (var line : lines) {
      var matcher = ARROW.matcher(line);
      var start = 0;
      var before = List.<String>of();
      var bothWays = false;
      while (matcher.find()) {
        var nodes = nodes(line.substring(start, matcher.start()));
        add(arrows, before, nodes, bothWays, framed);
        before = nodes;
        bothWays = !matcher.group(1).isEmpty();
        start = matcher.end();
      }
      if (start > 0) {
        add(arrows, before, nodes(line.substring(start)), bothWays, framed);
      }
    }
    return arrows;
  }

  private static void add(
      Set<String> arrows, List<String> from, List<String> to, boolean bothWays, Set<String> frame) {
    for (var one : expand(from, frame)) {
      for (var other : expand(to, frame)) {
        arrows.add(one + " " + other);
        if (bothWays) {
          arrows.add(other + " " + one);
        }
      }
    }
  }

  private static List<String> expand(List<String> nodes, Set<String> frame) {
    return nodes.stream()
        .flatMap(node -> node.equals(FRAME) ? frame.stream() : Stream.of(node))
        .toList();
  }

  /** What is named between the frame's two lines. */
  private static Set<String> framed(List<String> lines) {
    var first = lines.indexOf("subgraph " + FRAME + " [\"not ended\"]");
    var last = lines.indexOf("end");
    assertThat(first).isPositive().isLessThan(last);
    var found = new ArrayList<String>();
    for (var line : lines.subList(first + 1, last)) {
      Stream.of(ARROW.split(line)).forEach(part -> found.addAll(nodes(part)));
    }
    return found.stream().collect(toCollection(LinkedHashSet::new));
  }

  private static List<String> nodes(String text) {
    return Stream.of(text.split(" & "))
        .map(node -> SHAPE.matcher(node).replaceAll("").strip())
        .toList();
  }
}

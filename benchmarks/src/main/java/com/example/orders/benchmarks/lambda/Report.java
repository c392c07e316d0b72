package com.example.orders.benchmarks.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table: contenders below each other, their figures side by side, the ratio first. */
final class Report {
  private final String title;
  private final String base;
  private final Map<String, Map<String, Samples>> rows = new LinkedHashMap<>();

  /**
   * @param base the contender that the others are compared with
   */
  Report(String title, String base) {
    this.title = title;
    this.base = base;
  }

  void add(String contender, String figure, double value) {
    rows.computeIfAbsent(contender, _ -> new LinkedHashMap<>())
        .computeIfAbsent(figure, _ -> new Samples())
        .add(value);
  }

  /** The ratios are those of the figures' medians. */
  void print() {
    var lines = new ArrayList<List<String>>();
    var figures = List.copyOf(rows.values().iterator().next().keySet());
    var head = new ArrayList<>(List.of(title));
    figures.forEach(figure -> head.addAll(List.of("ratio", figure)));
    lines.add(head);
    rows.keySet().stream().sorted().forEach(contender -> lines.add(line(contender, figures)));
    print(lines);
  }

  private List<String> line(String contender, List<String> figures) {
    var line = new ArrayList<>(List.of(contender));
    for (var figure : figures) {
      var samples = samples(contender, figure);
      var ratio = samples.median() / samples(base, figure).median();
      line.add(Samples.format("%.2f", ratio));
      line.add(samples.text(samples.median() < 50 ? 2 : 0));
    }
    return line;
  }

  private Samples samples(String contender, String figure) {
    var samples = rows.getOrDefault(contender, Map.of()).get(figure);
    if (samples == null) {
      throw new IllegalStateException(contender + " has no " + figure);
    }
    return samples;
  }

  private static void print(List<List<String>> lines) {
    for (var line : lines) {
      var text = new StringBuilder();
      for (var column = 0; column < line.size(); column++) {
        var at = column;
        var width = lines.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
        text.append(Samples.format("%-" + Math.max(1, width) + "s  ", line.get(column)));
      }
      System.out.println(text.toString().stripTrailing());
    }
    System.out.println();
  }

  /** What the figures depend on. */
  static void printMachine() throws IOException {
    System.out.println(
        Samples.format(
            "%s, %d processors (%s), JDK %s, load %s",
            LocalDate.now(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.arch"),
            Runtime.version(),
            Files.readString(Path.of("/proc/loadavg")).split(" ")[0]));
    System.out.println(
        "flags: %s; without a snapshot also %s"
            .formatted(
                String.join(" ", RuntimeCommand.FLAGS), RuntimeCommand.ON_DEMAND.getFirst()));
    System.out.println();
  }
}

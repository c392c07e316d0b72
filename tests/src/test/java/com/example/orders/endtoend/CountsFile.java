package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A file of what was counted for the costs: {@code docs/costs/counts.json}, or an extension's
 * {@code costs.json}. With the system property {@code orderly.counts.into}, a folder, what is
 * counted goes there instead of being compared, and {@code scripts/costs.py} takes it into the
 * file.
 */
record CountsFile(Path path) {
  private static final String INTO = System.getProperty("orderly.counts.into", "");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Until the JIT compiler has had a look at each function. */
  private static final int WARM_UP = 5;

  private static final int MEASURED = 11;

  static CountsFile of(String file) {
    return new CountsFile(Project.find().root().resolve(file));
  }

  JsonNode section(String name) throws IOException {
    return JSON.readTree(path.toFile()).path(name);
  }

  /** Compares the counts of one run with the file's, or measures several and puts them away. */
  void check(String section, String name, Supplier<Usage> run) throws IOException {
    if (!INTO.isEmpty()) {
      Stream.generate(run).limit(WARM_UP).forEach(_ -> {});
      write(name, Stream.generate(run).limit(MEASURED).toList());
      return;
    }
    var stated = section(section).path(name).path("measured");
    assertThat(JSON.<JsonNode>valueToTree(run.get().measured()))
        .as("of %s; `make cost` writes what it counts", name)
        .isEqualTo(JSON.valueToTree(doubles(stated)));
  }

  private static void write(String name, List<Usage> usages) throws IOException {
    var measured = usages.getFirst().measured();
    assertThat(usages).extracting(Usage::measured).containsOnly(measured);
    var counted = JSON.createObjectNode();
    counted.set("measured", JSON.valueToTree(measured));
    counted.set("observed", JSON.valueToTree(medians(usages)));
    var folder = Files.createDirectories(Path.of(INTO));
    JSON.writeValue(folder.resolve(name + ".json").toFile(), counted);
  }

  /** Of each: a run beside which the machine had something else to do does not count. */
  private static Map<String, Double> medians(List<Usage> usages) {
    var medians = new TreeMap<String, Double>();
    for (var name : usages.getFirst().observed().keySet()) {
      var values = usages.stream().map(usage -> usage.observed().get(name)).sorted().toList();
      medians.put(name, values.get(values.size() / 2));
    }
    return medians;
  }

  private static Map<String, Double> doubles(JsonNode counts) {
    var doubles = new TreeMap<String, Double>();
    counts.properties().forEach(count -> doubles.put(count.getKey(), count.getValue().asDouble()));
    return doubles;
  }
}

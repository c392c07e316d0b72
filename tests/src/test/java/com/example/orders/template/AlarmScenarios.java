package com.example.orders.template;

import com.example.orders.cli.Project;
import com.example.orders.template.MetricPoints.Metric;
import com.example.orders.template.TransformedTemplate.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What happens to metrics, and which alarms must ring of it: {@code alarms.yaml} of the core's
 * tests, and beside an extension's template.
 *
 * @param healthy the points of a minute in a stack that is well, by the metric's name; a metric
 *     that is not there says nothing then
 * @param alarms by their logical IDs
 */
record AlarmScenarios(Map<String, Double> healthy, Map<String, Expected> alarms) {
  private static final Path ROOT = Project.find().root();
  private static final String LASTS = "minutes";
  private static final String BEFORE = "before";

  /**
   * What must ring an alarm within its minutes, and what must not.
   *
   * @param silence whether that nothing is said any more must ring it
   */
  record Expected(List<Scenario> rings, List<Scenario> quiet, boolean silence) {}

  /**
   * Some minutes in which metrics are not as in a stack that is well.
   *
   * @param before points of a minute in which all is well, where they are not the usual ones
   * @param points of each minute, by the metric's name; NaN for none
   */
  record Scenario(int minutes, Map<String, Double> before, Map<String, Double> points) {}

  static AlarmScenarios ofTheCore() {
    return read(ROOT.resolve("tests/src/test/resources/alarms.yaml"));
  }

  /** Its own beside the core's metrics; an extension without alarms has no file. */
  static AlarmScenarios ofExtension(String name) {
    var file = ROOT.resolve("extensions").resolve(name).resolve("alarms.yaml");
    var core = ofTheCore();
    var own = Files.exists(file) ? read(file) : new AlarmScenarios(Map.of(), Map.of());
    var healthy = new HashMap<>(core.healthy);
    healthy.putAll(own.healthy);
    return new AlarmScenarios(healthy, own.alarms);
  }

  private static AlarmScenarios read(Path file) {
    try {
      var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Map<String, Map<String, ?>> root = yaml.load(Files.readString(file));
      var alarms = new HashMap<String, Expected>();
      root.getOrDefault("alarms", Map.of())
          .forEach((alarm, expected) -> alarms.put(alarm, expected((Map<?, ?>) expected)));
      return new AlarmScenarios(points(root.getOrDefault("healthy", Map.of())), alarms);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Expected expected(Map<?, ?> alarm) {
    return new Expected(
        scenarios(alarm.get("rings")),
        scenarios(alarm.get("quiet")),
        "rings".equals(alarm.get("silence")));
  }

  private static List<Scenario> scenarios(@Nullable Object list) {
    var scenarios = new ArrayList<Scenario>();
    for (var one : list == null ? List.of() : (List<?>) list) {
      var yaml = new HashMap<Object, Object>((Map<?, ?>) one);
      var before = yaml.remove(BEFORE);
      if (!(yaml.remove(LASTS) instanceof Integer minutes)) {
        throw new IllegalArgumentException("a scenario says for how many minutes: " + one);
      }
      scenarios.add(
          new Scenario(
              minutes, before == null ? Map.of() : points((Map<?, ?>) before), points(yaml)));
    }
    return scenarios;
  }

  private static Map<String, Double> points(Map<?, ?> yaml) {
    var points = new HashMap<String, Double>();
    yaml.forEach(
        (name, value) ->
            points.put(
                String.valueOf(name), value == null ? Double.NaN : ((Number) value).doubleValue()));
    return points;
  }

  /** How many of an alarm's metrics a scenario is about in turn: each alone must ring it. */
  int variants(AlarmState state, Resource alarm, Scenario scenario) {
    return scenario.points().keySet().stream()
        .mapToInt(name -> (int) state.metrics(alarm).distinct().filter(is(name)).count())
        .max()
        .orElse(0);
  }

  private static Predicate<Metric> is(String name) {
    return metric -> names(metric).anyMatch(name::equals);
  }

  /** A metric's name with that of its dimension, which goes first, and alone. */
  private static Stream<String> names(Metric metric) {
    return Stream.of(
        metric.name() + " by " + String.join(", ", metric.dimensions().keySet()), metric.name());
  }

  /** What a metric says in each minute in which all is well. */
  double healthy(Metric metric) {
    return first(metric, healthy).orElse(Double.NaN);
  }

  /** The same before and after a scenario. */
  double around(Scenario scenario, Metric metric) {
    return first(metric, scenario.before()).orElseGet(() -> healthy(metric));
  }

  private static Optional<Double> first(Metric metric, Map<String, Double> points) {
    return names(metric).filter(points::containsKey).findFirst().map(points::get);
  }

  /** What a metric says in each minute of a scenario that is about one of those with its name. */
  double during(Scenario scenario, int variant, AlarmState state, Resource alarm, Metric metric) {
    var name = names(metric).filter(scenario.points()::containsKey).findFirst();
    if (name.isEmpty()) {
      return around(scenario, metric);
    }
    var namesakes = state.metrics(alarm).distinct().filter(is(name.get())).toList();
    return namesakes.size() == 1 || namesakes.indexOf(metric) == variant
        ? scenario.points().getOrDefault(name.get(), Double.NaN)
        : around(scenario, metric);
  }
}

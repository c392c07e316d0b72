package com.example.orders.diagrams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The state machine as a Mermaid flowchart: an arrow for each {@code Next}, a dotted one for each
 * error that a {@code Catch} names. What happens to every other error is said in the state itself.
 *
 * @param definition the states' definition, read from YAML
 * @param template where substitutions of a next state get their values
 */
record WorkflowDiagram(Map<String, Object> definition, String template) {
  private static final String ANY_ERROR = "States.ALL";

  /** A substitution that a condition of the stack decides, such as {@code !If [C, A, B]}. */
  private static final String CHOICE = "(?m)^ +%s: !If \\[\\w+, (\\w+), (\\w+)\\]$";

  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\w+)\\}");
  private static final Pattern FUNCTION = Pattern.compile("\\$\\{(\\w+)FunctionArn\\}");

  static WorkflowDiagram of(Path root) throws IOException {
    var file = root.resolve("statemachines/order-workflow.asl.yaml");
    Map<String, Object> definition =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    return new WorkflowDiagram(definition, Files.readString(root.resolve("template.yaml")));
  }

  String mermaid() {
    var lines =
        Stream.of(
                Stream.of("```mermaid", "flowchart TD", "  start((\"start\"))"),
                states().entrySet().stream().map(it -> node(it.getKey(), it.getValue())),
                Stream.of("  start --> " + definition.get("StartAt")),
                states().entrySet().stream().flatMap(it -> arrows(it.getKey(), it.getValue())),
                Stream.of("```", ""))
            .flatMap(part -> part);
    return String.join("\n", lines.toList());
  }

  private Map<String, Object> states() {
    return map(definition.get("States"));
  }

  private static String node(String name, Object state) {
    var type = String.valueOf(map(state).get("Type"));
    var otherwise =
        catches(state)
            .filter(it -> errors(it).contains(ANY_ERROR))
            .map(it -> "<br/>else " + it.get("Next"))
            .findFirst()
            .orElse("");
    return switch (type) {
      case "Fail" -> "  %s([\"%s<br/>fails\"])".formatted(name, name);
      case "Wait" -> "  %s{{\"%s<br/>waits\"}}".formatted(name, name);
      default -> "  %s[\"%s<br/>%s%s\"]".formatted(name, name, call(map(state)), otherwise);
    };
  }

  /** What a task calls, in a few words. */
  private static String call(Map<String, Object> state) {
    var resource = String.valueOf(state.get("Resource")).replaceFirst(".*:states:::", "");
    var function =
        FUNCTION.matcher(String.valueOf(map(state.get("Arguments")).get("FunctionName")));
    if (function.matches()) {
      var module = function.group(1).replaceAll("(?<=.)(?=[A-Z])", "-");
      return module.toLowerCase(Locale.ROOT);
    }
    return resource.endsWith(".waitForTaskToken")
        ? resource.replace(".waitForTaskToken", "") + ", waits for the answer"
        : resource;
  }

  private Stream<String> arrows(String name, Object state) {
    var next = map(state).get("Next");
    var onwards =
        next == null ? Stream.<String>empty() : targets(next.toString()).map(it -> arrow(name, it));
    var end =
        Boolean.TRUE.equals(map(state).get("End"))
            ? Stream.of("  %s --> %sEnds((\"end\"))".formatted(name, name))
            : Stream.<String>empty();
    var named = new LinkedHashMap<String, List<String>>();
    catches(state)
        .filter(it -> !errors(it).contains(ANY_ERROR))
        .forEach(
            it -> named.merge(String.valueOf(it.get("Next")), errors(it), WorkflowDiagram::both));
    var caught =
        new TreeMap<>(named)
            .entrySet().stream()
                .map(
                    it ->
                        "  %s -. \"%s\" .-> %s"
                            .formatted(name, String.join("<br/>", it.getValue()), it.getKey()));
    return Stream.of(onwards, end, caught).flatMap(part -> part);
  }

  private static String arrow(String from, String to) {
    return "  %s --> %s".formatted(from, to);
  }

  /** The next state, or the two of which a condition of the stack chooses one. */
  private Stream<String> targets(String next) {
    var substitution = SUBSTITUTION.matcher(next);
    if (!substitution.matches()) {
      return Stream.of(next);
    }
    var choice = Pattern.compile(CHOICE.formatted(substitution.group(1))).matcher(template);
    if (!choice.find()) {
      throw new IllegalStateException("template.yaml does not choose a state for " + next);
    }
    return Stream.of(choice.group(1), choice.group(2));
  }

  private static Stream<Map<String, Object>> catches(Object state) {
    return map(state).get("Catch") instanceof List<?> list
        ? list.stream().map(WorkflowDiagram::map)
        : Stream.empty();
  }

  /** Their names without package and without what all of them end with. */
  private static List<String> errors(Map<String, Object> catcher) {
    return ((List<?>) catcher.getOrDefault("ErrorEquals", List.of()))
        .stream()
            .map(Object::toString)
            .map(error -> error.endsWith("Exception") ? simpleName(error) : error)
            .toList();
  }

  private static String simpleName(String error) {
    return error.substring(error.lastIndexOf('.') + 1).replaceFirst("Exception$", "");
  }

  private static List<String> both(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  @SuppressWarnings("unchecked") // the keys of a state machine's YAML are text
  private static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}

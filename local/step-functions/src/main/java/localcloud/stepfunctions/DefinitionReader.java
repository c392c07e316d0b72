package localcloud.stepfunctions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import localcloud.stepfunctions.InvalidDefinition.Code;
import localcloud.stepfunctions.State.Catcher;
import localcloud.stepfunctions.State.Fields;
import localcloud.stepfunctions.State.Retrier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition and refuses what could not run: unknown types and fields, missing or unknown
 * targets, unreachable states, and expressions that do not parse.
 */
final class DefinitionReader {
  private static final int MAX_BYTES = 1_048_576;
  private static final double MAX_DELAY_SECONDS = 31_622_400;
  private final Set<String> names = new HashSet<>();
  private final QueryLanguage machineLanguage;
  private final StateMachine.Type machineType;

  private DefinitionReader(QueryLanguage machineLanguage, StateMachine.Type machineType) {
    this.machineLanguage = machineLanguage;
    this.machineType = machineType;
  }

  static Definition read(String text, StateMachine.Type type) {
    require(text.length() <= MAX_BYTES, "The definition is longer than 1048576 characters", "");
    var root = object(parse(text), "");
    var language = language(root, QueryLanguage.JSON_PATH, "");
    checkFields(root, StateFields.MACHINE, QueryLanguage.JSON_PATH, "");
    var missing = Stream.of("States", "StartAt").filter(field -> !root.has(field)).toList();
    require(missing.isEmpty(), "These fields are required: " + missing, "");
    var timeout = root.path("TimeoutSeconds");
    var version = root.path("Version").asText("1.0");
    require(version.equals("1.0"), "Version must be \"1.0\"", "/Version");
    var flow = new DefinitionReader(language, type).flow(root, "");
    if (flow.states().values().stream().noneMatch(DefinitionReader::isTerminal)) {
      throw new InvalidDefinition(Code.MISSING_END_STATE, "Workflow has no terminal state", "null");
    }
    return new Definition(text, flow, timeout.isMissingNode() ? null : timeout.asLong());
  }

  private static JsonNode parse(String text) {
    try {
      return Json.parse(text);
    } catch (JsonProcessingException e) {
      throw new InvalidDefinition(Code.INVALID_JSON_DESCRIPTION, e.getOriginalMessage(), "");
    }
  }

  Flow flow(ObjectNode body, String path) {
    var start = text(body, "StartAt", path);
    var states = new LinkedHashMap<String, State>();
    for (var entry : object(body.path("States"), path + "/States").properties()) {
      var name = entry.getKey();
      var at = path + "/States/" + name;
      require(name.length() <= 80, "A state's name has at most 80 characters", at);
      if (!names.add(name)) {
        throw new InvalidDefinition(Code.DUPLICATE_STATE_NAME, "Duplicate state name " + name, at);
      }
      states.put(name, state(name, object(entry.getValue(), at), at));
    }
    checkTransitions(start, states, path);
    return new Flow(start, states);
  }

  private State state(String name, ObjectNode body, String path) {
    var type = text(body, "Type", path);
    var language = language(body, machineLanguage, path);
    require(
        machineLanguage == QueryLanguage.JSON_PATH || language == QueryLanguage.JSONATA,
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
        path);
    var allowed = StateFields.of(type, language);
    if (allowed == null) {
      throw new InvalidDefinition("Unknown state type '" + type + "'", path + "/Type");
    }
    checkLanguage(type, body, language, path);
    checkFields(body, allowed, language, path);
    FieldChecks.check(body, language, path);
    var fields =
        new Fields(
            name,
            type,
            language,
            next(type, body, path),
            body,
            retriers(body, path),
            catchers(body, path));
    return build(fields, path);
  }

  private static boolean isTerminal(State state) {
    return state instanceof State.Succeed
        || state instanceof State.Fail
        || !(state instanceof State.Choice) && state.fields().next() == null;
  }

  private State build(Fields fields, String path) {
    var body = fields.body();
    return switch (fields.type()) {
      case "Task" -> task(fields, path);
      case "Pass" -> new State.Pass(fields);
      case "Choice" -> choice(fields, path);
      case "Wait" ->
          oneOf(
              new State.Wait(fields), path, "Seconds", "SecondsPath", "Timestamp", "TimestampPath");
      case "Succeed" -> new State.Succeed(fields);
      case "Fail" -> new State.Fail(fields);
      case "Parallel" -> new State.Parallel(fields, branches(body, path));
      default -> new State.ForEach(fields, processor(body, path));
    };
  }

  private State task(Fields fields, String path) {
    var timeout = fields.get("TimeoutSeconds");
    var heartbeat = fields.get("HeartbeatSeconds");
    require(
        !(timeout.isNumber() && heartbeat.isNumber() && heartbeat.asLong() >= timeout.asLong()),
        "HeartbeatSeconds must be less than TimeoutSeconds",
        path);
    var resource = TaskResource.parse(text(fields.body(), "Resource", path));
    require(
        machineType == StateMachine.Type.STANDARD
            || resource.pattern() == TaskResource.Pattern.REQUEST_RESPONSE,
        "Express state machine does not support '%s' service integration"
            .formatted(resource.pattern().suffix),
        path + "/Resource");
    return new State.Task(fields, resource);
  }

  private State choice(Fields fields, String path) {
    var rules = ChoiceReader.rules(fields, path);
    var otherwise = fields.get("Default");
    return new State.Choice(fields, rules, otherwise.isMissingNode() ? null : otherwise.asText());
  }

  private List<Flow> branches(ObjectNode body, String path) {
    var branches = new ArrayList<Flow>();
    for (var branch : body.path("Branches")) {
      var at = path + "/Branches[" + branches.size() + "]";
      branches.add(inner(object(branch, at), at));
    }
    require(!branches.isEmpty(), "At least one branch is needed", path + "/Branches");
    return branches;
  }

  private Flow processor(ObjectNode body, String path) {
    var field = body.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
    var processor = object(body.path(field), path + "/" + field);
    require(
        processor.path("ProcessorConfig").path("Mode").asText("INLINE").equals("INLINE"),
        "The local Step Functions supports no ProcessorConfig.Mode but INLINE",
        path + "/" + field);
    return inner(processor, path + "/" + field);
  }

  private Flow inner(ObjectNode body, String path) {
    checkFields(body, StateFields.INNER, machineLanguage, path);
    return flow(body, path);
  }

  private static @Nullable String next(String type, ObjectNode body, String path) {
    if (Set.of("Choice", "Succeed", "Fail").contains(type)) {
      return null;
    }
    var end = body.path("End").asBoolean(false);
    require(end != body.has("Next"), "One of Next and End is needed", path);
    return end ? null : text(body, "Next", path);
  }

  private static List<Retrier> retriers(ObjectNode body, String path) {
    var retriers = new ArrayList<Retrier>();
    for (var entry : body.path("Retry")) {
      var at = path + "/Retry[" + retriers.size() + "]";
      checkFields(object(entry, at), StateFields.RETRIER, QueryLanguage.JSON_PATH, at);
      var retrier =
          new Retrier(
              errors(entry, retriers.size() == body.path("Retry").size() - 1, at),
              entry.path("IntervalSeconds").asDouble(1),
              entry.path("MaxAttempts").asLong(3),
              entry.path("BackoffRate").asDouble(2),
              entry.path("MaxDelaySeconds").asDouble(MAX_DELAY_SECONDS),
              entry.path("JitterStrategy").asText("NONE").equals("FULL"));
      require(
          Set.of("NONE", "FULL").contains(entry.path("JitterStrategy").asText("NONE")),
          "Value should be one of the following: [NONE, FULL]",
          at + "/JitterStrategy");
      retriers.add(retrier);
    }
    return List.copyOf(retriers);
  }

  private static List<Catcher> catchers(ObjectNode body, String path) {
    var catchers = new ArrayList<Catcher>();
    for (var entry : body.path("Catch")) {
      var at = path + "/Catch[" + catchers.size() + "]";
      var catcher = object(entry, at);
      checkFields(catcher, StateFields.CATCHER, QueryLanguage.JSON_PATH, at);
      catchers.add(
          new Catcher(
              errors(catcher, catchers.size() == body.path("Catch").size() - 1, at),
              text(catcher, "Next", at),
              catcher));
    }
    return List.copyOf(catchers);
  }

  private static List<String> errors(JsonNode entry, boolean last, String path) {
    var errors = new ArrayList<String>();
    for (var error : entry.path("ErrorEquals")) {
      require(error.isTextual(), "Expected value of type [STRING]", path + "/ErrorEquals");
      errors.add(error.asText());
    }
    require(!errors.isEmpty(), "ErrorEquals must name at least one error", path);
    require(
        !errors.contains("States.ALL") || errors.size() == 1 && last,
        "States.ALL must stand alone in the last ErrorEquals",
        path);
    return List.copyOf(errors);
  }

  private static void checkTransitions(
      String start, LinkedHashMap<String, State> states, String path) {
    requireState(states, start, path + "/StartAt");
    var reached = new HashSet<>(Set.of(start));
    var open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      var state = requireNonNull(states.get(open.remove()));
      targets(
          state,
          (target, field) -> {
            requireState(states, target, path + "/States/" + state.name() + field);
            if (reached.add(target)) {
              open.add(target);
            }
          });
    }
    for (var name : states.keySet()) {
      if (!reached.contains(name)) {
        throw new InvalidDefinition(
            Code.MISSING_TRANSITION_TARGET,
            "State \"" + name + "\" is not reachable.",
            path + "/States/" + name);
      }
    }
  }

  private static void requireState(Map<String, State> states, String target, String path) {
    if (!states.containsKey(target)) {
      throw new InvalidDefinition(
          Code.MISSING_TRANSITION_TARGET, "Missing 'Next' target: " + target, path);
    }
  }

  /** Gives each target of a state and the field that names it. */
  private static void targets(State state, BiConsumer<String, String> target) {
    var next = state.fields().next();
    if (next != null) {
      target.accept(next, "/Next");
    }
    var catchers = state.fields().catchers();
    for (var i = 0; i < catchers.size(); i++) {
      target.accept(catchers.get(i).next(), "/Catch[" + i + "]/Next");
    }
    if (state instanceof State.Choice choice) {
      choice.rules().forEach(rule -> target.accept(rule.next(), "/" + rule.path() + "/Next"));
      if (choice.otherwise() != null) {
        target.accept(choice.otherwise(), "/Default");
      }
    }
  }

  private static QueryLanguage language(ObjectNode body, QueryLanguage inherited, String path) {
    var fault = FieldTypes.fault("QueryLanguage", body.path("QueryLanguage"), inherited);
    require(
        fault == null || !body.has("QueryLanguage"),
        String.valueOf(fault),
        path + "/QueryLanguage");
    return switch (body.path("QueryLanguage").asText("")) {
      case "" -> inherited;
      case "JSONPath" -> QueryLanguage.JSON_PATH;
      case "JSONata" -> QueryLanguage.JSONATA;
      default ->
          throw new InvalidDefinition(
              "Value should be one of the following: [JSONPath, JSONata]", path + "/QueryLanguage");
    };
  }

  private static State oneOf(State state, String path, String... fields) {
    require(
        Stream.of(fields).filter(state.fields()::has).count() == 1,
        "Exactly one of " + String.join(", ", fields) + " is needed",
        path);
    return state;
  }

  /** A field of the other language has a refusal of its own. */
  private static void checkLanguage(
      String type, ObjectNode body, QueryLanguage language, String path) {
    var other = language == QueryLanguage.JSONATA ? QueryLanguage.JSON_PATH : QueryLanguage.JSONATA;
    for (var field : body.properties()) {
      var name = field.getKey();
      require(
          requireNonNull(StateFields.of(type, language)).contains(name)
              || !requireNonNull(StateFields.of(type, other)).contains(name),
          "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage"
              .formatted(language.label, name, other.label),
          path);
    }
  }

  private static void checkFields(
      ObjectNode body, Set<String> allowed, QueryLanguage language, String path) {
    for (var entry : body.properties()) {
      var name = entry.getKey();
      require(allowed.contains(name), "Field '" + name + "' is not supported", path);
      var fault = FieldTypes.fault(name, entry.getValue(), language);
      require(fault == null, String.valueOf(fault), path + "/" + name);
    }
  }

  static ObjectNode object(JsonNode value, String path) {
    require(value.isObject(), "An object is needed", path);
    return (ObjectNode) value;
  }

  static String text(ObjectNode body, String field, String path) {
    require(body.path(field).isTextual(), "These fields are required: [" + field + "]", path);
    return body.path(field).asText();
  }

  static void require(boolean holds, String otherwise, String path) {
    if (!holds) {
      throw new InvalidDefinition(otherwise, path);
    }
  }
}

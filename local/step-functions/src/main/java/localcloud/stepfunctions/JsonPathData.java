package localcloud.stepfunctions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import localcloud.stepfunctions.State.Catcher;
import localcloud.stepfunctions.State.Condition;
import localcloud.stepfunctions.State.Fields;
import org.jspecify.annotations.Nullable;

/** InputPath, Parameters, ResultSelector, ResultPath, OutputPath and their kin. */
final class JsonPathData implements StateData {
  private final Fields fields;
  private final JsonNode input;
  private final Paths paths;

  JsonPathData(Fields fields, JsonNode input, Scope scope) {
    this.fields = fields;
    this.input = input;
    this.paths = new Paths(scope);
  }

  @Override
  public JsonNode arguments() {
    return fields.has("Parameters")
        ? paths.template(fields.get("Parameters"), effectiveInput())
        : effectiveInput();
  }

  @Override
  public Exit pass() {
    return exit(fields.has("Result") ? fields.get("Result") : arguments());
  }

  @Override
  public Exit exit(JsonNode result) {
    var selected =
        fields.has("ResultSelector")
            ? paths.template(fields.get("ResultSelector"), result)
            : result;
    return exit(
        merged(fields.get("ResultPath"), selected),
        assigned(fields.get("Assign"), selected),
        fields.next());
  }

  @Override
  public Exit exit() {
    var passed = effectiveInput();
    return exit(passed, assigned(fields.get("Assign"), passed), fields.next());
  }

  private Exit exit(JsonNode data, Map<String, JsonNode> assigned, @Nullable String next) {
    return new Exit(path("OutputPath", data), assigned, next);
  }

  @Override
  public Exit choose(State.Choice choice) {
    var passed = effectiveInput();
    for (var rule : choice.rules()) {
      if (holds(rule.condition(), passed)) {
        return exit(passed, assigned(rule.body().path("Assign"), passed), rule.next());
      }
    }
    return exit(passed, assigned(fields.get("Assign"), passed), choice.otherwise());
  }

  private boolean holds(Condition condition, JsonNode data) {
    return switch (condition) {
      case Condition.And(var all) -> all.stream().allMatch(each -> holds(each, data));
      case Condition.Or(var any) -> any.stream().anyMatch(each -> holds(each, data));
      case Condition.Not(var negated) -> !holds(negated, data);
      case Condition.Comparison comparison -> compare(comparison, data);
      case Condition.Query query -> throw new IllegalStateException("JSONata in JSONPath " + query);
    };
  }

  private boolean compare(Condition.Comparison comparison, JsonNode data) {
    var operator = comparison.operator();
    var value = paths.find(comparison.variable(), data);
    if (operator.equals("IsPresent")) {
      return value.isPresent() == comparison.operand().asBoolean();
    }
    var operand =
        operator.endsWith("Path")
            ? found(comparison.operand().asText(), data)
            : comparison.operand();
    var name = operator.endsWith("Path") ? operator.substring(0, operator.length() - 4) : operator;
    return Comparisons.test(
        name, value.orElseThrow(() -> notFound(comparison.variable())), operand);
  }

  private JsonNode found(String path, JsonNode data) {
    return paths.find(path, data).orElseThrow(() -> notFound(path));
  }

  private static StatesError notFound(String path) {
    return StatesError.runtime(
        "Invalid path '%s': The choice state's condition path references an invalid value."
            .formatted(path));
  }

  @Override
  public Exit caught(Catcher catcher, StatesError error) {
    var output = StateData.errorOutput(error);
    return new Exit(
        merged(catcher.body().path("ResultPath"), output),
        assigned(catcher.body().path("Assign"), output),
        catcher.next());
  }

  @Override
  public StatesError failure() {
    return StatesError.of(text("Error"), text("Cause"));
  }

  private @Nullable String text(String field) {
    if (fields.has(field)) {
      return fields.get(field).asText();
    }
    return fields.has(field + "Path")
        ? paths.read(fields.get(field + "Path").asText(), input).asText()
        : null;
  }

  @Override
  public Optional<Instant> waitUntil() {
    if (fields.has("Timestamp")) {
      var text = fields.get("Timestamp").asText();
      return Optional.of(timestamp("Timestamp", text, text));
    }
    if (!fields.has("TimestampPath")) {
      return Optional.empty();
    }
    var path = fields.get("TimestampPath").asText();
    var text = referenced("TimestampPath", path).asText();
    return Optional.of(timestamp("TimestampPath", text, path + " == " + text));
  }

  private static Instant timestamp(String field, String text, String shown) {
    var fault =
        "The %s parameter does not reference a valid ISO-8601 extended offset date-time format string: %s";
    return Values.timestamp(text)
        .orElseThrow(() -> StatesError.runtime(fault.formatted(field, shown)));
  }

  @Override
  public OptionalLong number(String field) {
    if (fields.has(field)) {
      return OptionalLong.of(fields.get(field).asLong());
    }
    if (!fields.has(field + "Path")) {
      return OptionalLong.empty();
    }
    var path = fields.get(field + "Path").asText();
    return OptionalLong.of(field.equals("Seconds") ? waitSeconds(path) : inRange(field, path));
  }

  private long waitSeconds(String path) {
    var value = referenced("SecondsPath", path);
    if (range("Seconds").fault(value) == null) {
      return value.asLong();
    }
    var fault =
        !value.isIntegralNumber()
            ? "cannot be parsed as a long value"
            : value.asDouble() < 0 ? "references a negative value" : "references a too large value";
    throw StatesError.runtime(
        "The SecondsPath parameter %s: %s == %s".formatted(fault, path, value.asText()));
  }

  private JsonNode referenced(String field, String path) {
    return paths
        .find(path, effectiveInput())
        .orElseThrow(
            () ->
                StatesError.runtime(
                    "The %s parameter does not reference an input value: %s"
                        .formatted(field, path)));
  }

  private long inRange(String field, String path) {
    var value = paths.read(path, effectiveInput());
    var range = range(field);
    if (range.integral() && !value.isIntegralNumber()) {
      throw StatesError.runtime(
          "The %sPath field refers to value \"%s\" which is not a valid integer: %s"
              .formatted(field, Json.write(value), path));
    }
    var fault = range.fault(value);
    if (fault != null) {
      throw StatesError.runtime(
          "The %sPath field refers to value \"%s\" which is out of range: %s. %s"
              .formatted(field, Json.write(value), path, fault));
    }
    return value.asLong();
  }

  private static FieldTypes.Range range(String field) {
    return requireNonNull(FieldTypes.RANGES.get(field));
  }

  @Override
  public ArrayNode items() {
    var path = fields.has("ItemsPath") ? fields.get("ItemsPath").asText() : "$";
    if (paths.read(path, effectiveInput()) instanceof ArrayNode items) {
      return items;
    }
    throw StatesError.runtime("Reference path \"%s\" must point to array.".formatted(path));
  }

  @Override
  public JsonNode iterationInput(Scope iteration, JsonNode item) {
    var field = fields.has("ItemSelector") ? "ItemSelector" : "Parameters"; // the old name
    return fields.has(field)
        ? new Paths(iteration).template(fields.get(field), effectiveInput())
        : item;
  }

  private JsonNode effectiveInput() {
    return path("InputPath", input);
  }

  private JsonNode path(String field, JsonNode data) {
    if (!fields.has(field)) {
      return data;
    }
    var path = fields.get(field);
    return path.isNull() ? Json.object() : paths.read(path.asText(), data);
  }

  private JsonNode merged(JsonNode resultPath, JsonNode result) {
    if (resultPath.isMissingNode()) {
      return result;
    }
    return resultPath.isNull()
        ? input
        : ReferencePath.parse(resultPath.asText(), "").set(input, result);
  }

  private Map<String, JsonNode> assigned(JsonNode assign, JsonNode data) {
    return StateData.entries(paths.template(assign, data));
  }
}

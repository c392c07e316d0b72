package localcloud.stepfunctions;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import localcloud.stepfunctions.State.Catcher;
import localcloud.stepfunctions.State.Condition;
import localcloud.stepfunctions.State.Fields;
import org.jspecify.annotations.Nullable;

/** Arguments, Output, Assign and the other fields of states that are written in JSONata. */
final class JsonataData implements StateData {
  private final Fields fields;
  private final JsonNode input;
  private final Scope scope;

  JsonataData(Fields fields, JsonNode input, Scope scope) {
    this.fields = fields;
    this.input = input;
    this.scope = scope;
  }

  @Override
  public JsonNode arguments() {
    return fields.has("Arguments")
        ? onInput().evaluate(fields.get("Arguments"), "Arguments")
        : input;
  }

  @Override
  public Exit pass() {
    return exit();
  }

  @Override
  public Exit exit(JsonNode result) {
    return exit(onto("result", result), fields.body(), "", result, fields.next());
  }

  @Override
  public Exit exit() {
    return exit(onInput(), fields.body(), "", input, fields.next());
  }

  private static Exit exit(
      JsonataTemplate template,
      JsonNode body,
      String prefix,
      JsonNode otherwise,
      @Nullable String next) {
    var output =
        body.has("Output") ? template.evaluate(body.path("Output"), prefix + "Output") : otherwise;
    return new Exit(output, assigned(template, body, prefix), next);
  }

  private static Map<String, JsonNode> assigned(
      JsonataTemplate template, JsonNode body, String prefix) {
    return body.has("Assign")
        ? StateData.entries(template.evaluate(body.path("Assign"), prefix + "Assign"))
        : Map.of();
  }

  @Override
  public Exit choose(State.Choice choice) {
    var template = onInput();
    for (var rule : choice.rules()) {
      var field = rule.path() + "/Condition";
      if (rule.condition() instanceof Condition.Query(var condition)
          && template.evaluate(condition, field, "boolean").asBoolean()) {
        return exit(template, rule.body(), rule.path() + "/", input, rule.next());
      }
    }
    return exit(template, fields.body(), "", input, choice.otherwise());
  }

  @Override
  public Exit caught(Catcher catcher, StatesError error) {
    var output = StateData.errorOutput(error);
    var prefix = "Catch[" + fields.catchers().indexOf(catcher) + "]/";
    return exit(onto("errorOutput", output), catcher.body(), prefix, output, catcher.next());
  }

  @Override
  public StatesError failure() {
    return StatesError.of(text("Error"), text("Cause"));
  }

  private @Nullable String text(String field) {
    return fields.has(field)
        ? onInput().evaluate(fields.get(field), field, "string").asText()
        : null;
  }

  @Override
  public Optional<Instant> waitUntil() {
    var text = text("Timestamp");
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(
        Values.timestamp(text)
            .orElseThrow(
                () ->
                    StatesError.query(
                        "Timestamp",
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
                            + text)));
  }

  @Override
  public OptionalLong number(String field) {
    if (!fields.has(field)) {
      return OptionalLong.empty();
    }
    var value = onInput().evaluate(fields.get(field), field, "number");
    var range = requireNonNull(FieldTypes.RANGES.get(field));
    if (range.fault(value) == null) {
      return OptionalLong.of(value.asLong());
    }
    var expected =
        !range.integral() || value.asDouble() > range.most()
            ? "from %.0f to %.0f".formatted(range.least(), range.most())
            : range.least() > 0 ? "a positive integer" : "a non-negative integer";
    throw StatesError.query(
        field,
        "The %s field must be %s, but was: %s".formatted(field, expected, Json.write(value)));
  }

  @Override
  public ArrayNode items() {
    if (fields.has("Items")) {
      return (ArrayNode) onInput().evaluate(fields.get("Items"), "Items", "array");
    }
    if (input instanceof ArrayNode items) {
      return items;
    }
    throw StatesError.query(
        "Items", "Map state input must be an array but was: " + Json.write(input));
  }

  @Override
  public JsonNode iterationInput(Scope iteration, JsonNode item) {
    return fields.has("ItemSelector")
        ? new JsonataTemplate(iteration, states())
            .evaluate(fields.get("ItemSelector"), "ItemSelector")
        : item;
  }

  private JsonataTemplate onInput() {
    return new JsonataTemplate(scope, states());
  }

  private JsonataTemplate onto(String name, JsonNode value) {
    return new JsonataTemplate(scope, states().set(name, value));
  }

  private ObjectNode states() {
    return Json.object().set("input", input);
  }
}

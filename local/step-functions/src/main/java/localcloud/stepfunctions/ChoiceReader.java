package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import localcloud.stepfunctions.State.ChoiceRule;
import localcloud.stepfunctions.State.Condition;

/** Reads the rules of a Choice state. */
final class ChoiceReader {
  private static final Set<String> NO_OPERATOR =
      Set.of("Variable", "Next", "Comment", "Assign", "Output");

  private ChoiceReader() {}

  static List<ChoiceRule> rules(State.Fields fields, String path) {
    var rules = new ArrayList<ChoiceRule>();
    for (var entry : fields.get("Choices")) {
      var field = "Choices[" + rules.size() + "]";
      var at = path + "/" + field;
      var body = DefinitionReader.object(entry, at);
      var condition =
          switch (fields.language()) {
            case JSON_PATH -> comparison(body, at);
            case JSONATA -> query(body, at);
          };
      rules.add(new ChoiceRule(DefinitionReader.text(body, "Next", at), condition, body, field));
    }
    DefinitionReader.require(!rules.isEmpty(), "Choices must hold at least one rule", path);
    return List.copyOf(rules);
  }

  private static Condition query(ObjectNode body, String path) {
    DefinitionReader.require(body.has("Condition"), "A JSONata rule needs a Condition", path);
    return new Condition.Query(body.path("Condition"));
  }

  private static Condition comparison(ObjectNode body, String path) {
    if (body.has("And")) {
      return new Condition.And(all(body, "And", path));
    }
    if (body.has("Or")) {
      return new Condition.Or(all(body, "Or", path));
    }
    if (body.has("Not")) {
      var at = path + "/Not";
      return new Condition.Not(comparison(DefinitionReader.object(body.path("Not"), at), at));
    }
    var variable = DefinitionReader.text(body, "Variable", path);
    FieldChecks.path(variable, path + "/Variable");
    for (var entry : body.properties()) {
      if (!NO_OPERATOR.contains(entry.getKey())) {
        var operator = entry.getKey();
        DefinitionReader.require(
            Comparisons.isKnown(operator), "Field '" + operator + "' is not supported", path);
        operand(operator, entry.getValue(), path + "/" + operator);
        return new Condition.Comparison(variable, operator, entry.getValue());
      }
    }
    throw new InvalidDefinition("A comparison operator is needed", path);
  }

  private static void operand(String operator, JsonNode value, String path) {
    var expected = Comparisons.operandType(operator);
    DefinitionReader.require(
        expected == value.getNodeType(), "Expected value of type [" + expected + "]", path);
    if (operator.endsWith("Path")) {
      FieldChecks.path(value.asText(), path);
    }
    DefinitionReader.require(
        !operator.startsWith("Timestamp")
            || operator.endsWith("Path")
            || Values.timestamp(value.asText()).isPresent(),
        "The value is not a valid timestamp",
        path);
  }

  private static List<Condition> all(ObjectNode body, String field, String path) {
    var conditions = new ArrayList<Condition>();
    for (var entry : body.path(field)) {
      var at = path + "/" + field + "[" + conditions.size() + "]";
      conditions.add(comparison(DefinitionReader.object(entry, at), at));
    }
    DefinitionReader.require(!conditions.isEmpty(), field + " needs at least one rule", path);
    return List.copyOf(conditions);
  }
}

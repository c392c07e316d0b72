package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The conditions of a policy's statement: all of them must hold, each for one of its values (IAM
 * guide, "Conditions with multiple context keys or values"). A key that the request does not carry
 * makes its condition false.
 */
public record Conditions(List<Condition> all) {
  static final Conditions NONE = new Conditions(List.of());

  /** What resource-based policies may ask for here. */
  static final Set<String> OF_RESOURCES =
      Set.of("aws:sourcearn", "aws:sourceaccount", "aws:securetransport");

  /** To which service a role is handed. */
  static final String PASSED_TO = "iam:passedtoservice";

  /** What identity-based policies may ask for here. */
  static final Set<String> OF_IDENTITIES = Set.of(PASSED_TO);

  /** The operators that are evaluated here. */
  private enum Operator {
    StringEquals,
    StringLike,
    ArnEquals,
    ArnLike,
    Bool;

    boolean matches(String value, String actual) {
      return switch (this) {
        case StringEquals -> value.equals(actual);
        case Bool -> value.equalsIgnoreCase(actual);
        // ArnEquals takes wildcards as ArnLike does (IAM guide, "ARN condition operators").
        case StringLike, ArnEquals, ArnLike -> PolicyStatement.matches(value, actual);
      };
    }
  }

  /**
   * @param key in lower case: IAM does not tell apart
   */
  private record Condition(Operator operator, String key, List<String> values) {
    boolean holds(Map<String, String> context) {
      var actual = context.get(key);
      return actual != null && values.stream().anyMatch(value -> operator.matches(value, actual));
    }
  }

  /** Whether a condition can be read with {@link #OF_IDENTITIES}. */
  static boolean isOfIdentity(JsonNode condition) {
    return condition
        .propertyStream()
        .allMatch(
            operator ->
                isKnown(operator.getKey())
                    && operator
                        .getValue()
                        .propertyStream()
                        .allMatch(key -> key.getKey().equalsIgnoreCase(PASSED_TO)));
  }

  /** Reads a statement's {@code Condition}; an operator or a key that is unknown is a problem. */
  static Conditions read(StatementReader statement, JsonNode condition, Set<String> keys) {
    var all = new ArrayList<Condition>();
    for (var operator : condition.properties()) {
      for (var key : operator.getValue().properties()) {
        var name = key.getKey().toLowerCase(Locale.ROOT);
        if (keys.contains(name) && isKnown(operator.getKey())) {
          all.add(
              new Condition(
                  Operator.valueOf(operator.getKey()),
                  name,
                  statement.texts("Condition", key.getValue())));
        } else {
          statement.refuse(
              "Condition",
              operator.getKey() + " " + key.getKey() + " is not supported locally",
              "ask for one of %s by one of %s"
                  .formatted(keys.stream().sorted().toList(), List.of(Operator.values())));
        }
      }
    }
    return new Conditions(List.copyOf(all));
  }

  /** The conditions that have properties of their own in a permission of Lambda. */
  static Conditions ofPermission(Map<String, String> properties) {
    var all = new ArrayList<Condition>();
    properties.forEach(
        (property, value) -> {
          switch (property) {
            case "SourceArn" -> all.add(of(Operator.ArnLike, "aws:sourcearn", value));
            case "SourceAccount" -> all.add(of(Operator.StringEquals, "aws:sourceaccount", value));
            case "FunctionUrlAuthType" ->
                all.add(of(Operator.StringEquals, "lambda:functionurlauthtype", value));
            case "InvokedViaFunctionUrl" ->
                all.add(of(Operator.Bool, "lambda:invokedviafunctionurl", value));
            default -> {}
          }
        });
    return new Conditions(List.copyOf(all));
  }

  private static Condition of(Operator operator, String key, String value) {
    return new Condition(operator, key, List.of(value));
  }

  private static boolean isKnown(String operator) {
    return List.of(Operator.values()).stream().anyMatch(known -> known.name().equals(operator));
  }

  boolean hold(Map<String, String> context) {
    return all.stream().allMatch(condition -> condition.holds(context));
  }
}

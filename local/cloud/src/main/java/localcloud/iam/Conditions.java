package localcloud.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** The header of a write that makes it one on the condition that there is no such object. */
  static final String IF_NONE_MATCH = "s3:if-none-match";

  /** What resource-based policies may ask for here. */
  static final Set<String> OF_RESOURCES =
      Set.of("aws:sourcearn", "aws:sourceaccount", "aws:securetransport", IF_NONE_MATCH);

  /** To which service a role is handed. */
  static final String PASSED_TO = "iam:passedtoservice";

  /** The partition keys of the items that a call names. */
  static final String LEADING_KEYS = "dynamodb:leadingkeys";

  /** The source of an event that is put on a bus; EventBridge has a list of them. */
  static final String EVENT_SOURCE = "events:source";

  static final String DETAIL_TYPE = "events:detail-type";

  /** What identity-based policies may ask for here. */
  static final Set<String> OF_IDENTITIES =
      Set.of(PASSED_TO, LEADING_KEYS, EVENT_SOURCE, DETAIL_TYPE, IF_NONE_MATCH);

  /** The keys that have several values, and so only a set operator. */
  private static final Set<String> LISTS = Set.of(LEADING_KEYS, EVENT_SOURCE);

  private static final String FOR_ALL = "ForAllValues:";

  /** The operators that are evaluated here. */
  private enum Operator {
    StringEquals,
    StringLike,
    ArnEquals,
    ArnLike,
    Bool,
    Null;

    boolean matches(String value, String actual) {
      return switch (this) {
        case Null -> value.equals("false"); // for there is a value
        case StringEquals -> value.equals(actual);
        case Bool -> value.equalsIgnoreCase(actual);
        // ArnEquals takes wildcards as ArnLike does (IAM guide, "ARN condition operators").
        case StringLike, ArnEquals, ArnLike -> PolicyStatement.matches(value, actual);
      };
    }
  }

  /**
   * @param forAll whether each of the request's values must match; of none, all do (IAM guide, "Set
   *     operators for multivalued context keys")
   * @param key in lower case: IAM does not tell apart
   */
  private record Condition(boolean forAll, Operator operator, String key, List<String> values) {
    boolean holds(Map<String, List<String>> context) {
      var actual = context.getOrDefault(key, List.of());
      if (operator == Operator.Null && actual.isEmpty()) {
        return values.contains("true");
      }
      return (forAll || !actual.isEmpty()) && actual.stream().allMatch(this::matches);
    }

    private boolean matches(String actual) {
      return values.stream().anyMatch(value -> operator.matches(value, actual));
    }
  }

  /** Whether a condition can be read with {@link #OF_IDENTITIES}. */
  static boolean isOfIdentity(JsonNode condition) {
    return condition
        .propertyStream()
        .allMatch(
            operator ->
                isKnown(operator.getKey(), PASSED_TO)
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
        if (keys.contains(name) && isKnown(operator.getKey(), name)) {
          all.add(
              new Condition(
                  operator.getKey().startsWith(FOR_ALL),
                  Operator.valueOf(operator.getKey().replaceFirst(FOR_ALL, "")),
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
    return new Condition(false, operator, key, List.of(value));
  }

  /**
   * A key with several values is asked for with a set operator, one with a single value without;
   * whether there is one at all, of both without.
   */
  private static boolean isKnown(String operator, String key) {
    return List.of(Operator.values()).stream()
        .map(
            known -> LISTS.contains(key) && known != Operator.Null ? FOR_ALL + known : known.name())
        .anyMatch(operator::equals);
  }

  boolean hold(Map<String, String> context) {
    var lists = new HashMap<String, List<String>>();
    context.forEach((key, value) -> lists.put(key, List.of(value)));
    return holdAll(lists);
  }

  /** The same of a request with keys that have several values. */
  boolean holdAll(Map<String, List<String>> context) {
    return all.stream().allMatch(condition -> condition.holds(context));
  }
}

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

  private static final Set<String> KEYS =
      Set.of("aws:sourcearn", "aws:sourceaccount", "aws:securetransport");

  /** To which service a role is handed: what identity-based policies may ask for here. */
  static final String PASSED_TO = "iam:passedtoservice";

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

  /**
   * Reads the {@code Condition} of a resource-based policy's statement.
   *
   * @throws IllegalStateException naming an operator or a key that is not evaluated here
   */
  static Conditions of(String place, JsonNode condition) {
    return of(place, condition, KEYS);
  }

  /**
   * Reads the {@code Condition} of an identity-based policy's statement.
   *
   * @throws IllegalStateException as {@link #of}
   */
  static Conditions ofIdentity(String place, JsonNode condition) {
    return of(place, condition, Set.of(PASSED_TO));
  }

  /** Whether {@link #ofIdentity} can read it. */
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

  private static Conditions of(String place, JsonNode condition, Set<String> keys) {
    var all = new ArrayList<Condition>();
    for (var operator : condition.properties()) {
      for (var key : operator.getValue().properties()) {
        var name = key.getKey().toLowerCase(Locale.ROOT);
        if (!keys.contains(name) || !isKnown(operator.getKey())) {
          throw Policies.unsupported(
              place + "the condition " + operator.getKey() + " " + key.getKey());
        }
        all.add(
            new Condition(
                Operator.valueOf(operator.getKey()),
                name,
                Policies.texts(place + key.getKey(), key.getValue())));
      }
    }
    return new Conditions(List.copyOf(all));
  }

  private static boolean isKnown(String operator) {
    return List.of(Operator.values()).stream().anyMatch(known -> known.name().equals(operator));
  }

  boolean hold(Map<String, String> context) {
    return all.stream().allMatch(condition -> condition.holds(context));
  }
}

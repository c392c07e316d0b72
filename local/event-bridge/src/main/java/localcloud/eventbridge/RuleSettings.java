package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import localcloud.aws.AwsException;
import localcloud.resources.InvalidPropertyException;
import localcloud.resources.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is made of, in the form that PutRule, PutTargets and CloudFormation share.
 *
 * @param bus its name or ARN
 * @param expression when the rule runs by itself; empty if it does not
 */
record RuleSettings(
    String bus,
    @Nullable JsonNode pattern,
    String expression,
    boolean isEnabled,
    List<Target> targets) {
  private static final String ENABLED = "ENABLED";
  private static final String DISABLED = "DISABLED";
  private static final String ENABLED_FOR_ALL = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

  /** API reference, Quotas: targets per rule. */
  private static final int MOST_TARGETS = 5;

  RuleSettings {
    targets = List.copyOf(targets);
  }

  /** Reads a rule and refuses what EventBridge or this machine refuses. */
  static RuleSettings of(Properties properties) {
    var bus = properties.text("EventBusName", Buses.DEFAULT);
    var pattern = properties.document("EventPattern");
    var expression = properties.text("ScheduleExpression", "");
    if (pattern.isObject()) {
      properties.check(
          "EventPattern", "mend the pattern", () -> Bus.checkPattern(pattern.toString()));
    } else if (expression.isEmpty() && !properties.has("EventPattern")) {
      properties.refuse("", "has no EventPattern and no ScheduleExpression", "give it one of them");
    }
    if (!expression.isEmpty()) {
      checkSchedule(properties, bus, expression);
    }
    var state = properties.oneOf("State", ENABLED, ENABLED, DISABLED, ENABLED_FOR_ALL);
    var targets = properties.objects("Targets");
    if (targets.size() > MOST_TARGETS) {
      properties.refuse("Targets", "has " + targets.size(), "a rule has at most 5 targets");
    }
    return new RuleSettings(
        bus,
        pattern.isObject() ? pattern : null,
        expression,
        !state.equals(DISABLED),
        targets.stream().map(Target::of).toList());
  }

  /**
   * Reads the members of a call.
   *
   * @throws AwsException at the first that is refused
   */
  static RuleSettings ofCall(JsonNode members) {
    try {
      return of(Properties.ofCall(RuleHandler.TYPE, members));
    } catch (InvalidPropertyException e) {
      throw e.property().equals("EventPattern")
          ? Bus.invalidPattern(e.problem())
          : Requests.invalid(String.valueOf(e.getMessage()));
    }
  }

  /** Reads the targets of a call. */
  static List<Target> targetsOfCall(JsonNode targets) {
    var rule = JsonNodeFactory.instance.objectNode();
    rule.putObject("EventPattern").putArray("source").add("any");
    return ofCall(rule.set("Targets", targets)).targets();
  }

  RuleSettings withTargets(List<Target> others) {
    return new RuleSettings(bus, pattern, expression, isEnabled, others);
  }

  private static void checkSchedule(Properties properties, String bus, String expression) {
    var name = "ScheduleExpression";
    if (!Buses.nameIn(bus).equals(Buses.DEFAULT)) {
      properties.refuse(name, "is supported only on the default event bus", "leave out the bus");
    }
    try {
      Schedule.of(expression, Instant.EPOCH);
    } catch (IllegalArgumentException e) {
      properties.refuse(
          name,
          "Parameter ScheduleExpression is not valid: " + expression + ": " + e.getMessage(),
          "write rate(value unit) or cron(six fields)");
    }
  }
}

package localcloud.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;

/**
 * One schedule.
 *
 * @param properties as they were given
 * @param arn of the schedule in its group
 */
record PlannedSchedule(
    String name,
    String group,
    String arn,
    ObjectNode properties,
    Timing timing,
    ScheduleTarget target) {
  private static final Set<String> KNOWN =
      Set.of(
          "Name",
          "GroupName",
          "ScheduleExpression",
          "ScheduleExpressionTimezone",
          "StartDate",
          "EndDate",
          "FlexibleTimeWindow",
          "State",
          "Target",
          "Description",
          "KmsKeyArn",
          "ClientToken",
          "ActionAfterCompletion");

  static PlannedSchedule of(String name, String arnPrefix, JsonNode properties, Instant now) {
    for (var property : properties.properties()) {
      if (!KNOWN.contains(property.getKey())) {
        throw Scheduler.invalid(property.getKey() + " is not supported locally.");
      }
    }
    var group = properties.path("GroupName").asText("default");
    return new PlannedSchedule(
        name,
        group,
        arnPrefix + "schedule/" + group + "/" + name,
        ((ObjectNode) properties).deepCopy(),
        Timing.of(properties, now),
        ScheduleTarget.of(properties.path("Target")));
  }

  /** What tells it from others. */
  String key() {
    return group + "/" + name;
  }

  boolean isEnabled() {
    return properties.path("State").asText("ENABLED").equals("ENABLED");
  }

  /** Whether it goes when nothing is left to do. */
  boolean goesWhenDone() {
    return properties.path("ActionAfterCompletion").asText().equals("DELETE");
  }

  /** What ListSchedules shows of it. */
  ObjectNode summary() {
    var summary = properties.objectNode().put("Arn", arn).put("Name", name);
    summary.put("GroupName", group).put("State", isEnabled() ? "ENABLED" : "DISABLED");
    summary.putObject("Target").put("Arn", target.arn());
    return summary;
  }

  ObjectNode described() {
    var described = properties.deepCopy().put("Arn", arn).put("Name", name);
    described.remove("ClientToken");
    return described.put("GroupName", group).put("State", isEnabled() ? "ENABLED" : "DISABLED");
  }
}

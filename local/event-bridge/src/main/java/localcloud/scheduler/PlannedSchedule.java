package localcloud.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import localcloud.resources.Properties;

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
  static PlannedSchedule of(String name, String arnPrefix, Properties given, Instant now) {
    var group = given.text("GroupName", Scheduler.DEFAULT_GROUP);
    given.oneOf("State", "ENABLED", "ENABLED", "DISABLED");
    return new PlannedSchedule(
        name,
        group,
        arnPrefix + "schedule/" + group + "/" + name,
        (ObjectNode) given.all(),
        Timing.of(given, now),
        ScheduleTarget.of(given.object("Target")));
  }

  /** The same with all members of a call, to be shown. */
  PlannedSchedule with(ObjectNode members) {
    return new PlannedSchedule(name, group, arn, members.deepCopy(), timing, target);
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

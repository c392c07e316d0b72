package localcloud.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import localcloud.aws.AwsCall;

/** ListSchedules: what its query asks for, a page at a time. */
final class ScheduleList {
  /** Also without MaxResults (API reference, ListSchedules). */
  private static final int MOST = 100;

  private final Map<String, String> asked = new HashMap<>();

  ScheduleList(String query) {
    for (var pair : query.split("&")) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) {
        asked.put(parts[0], AwsCall.decoded(parts[1]));
      }
    }
  }

  /** The group whose schedules are asked for, or the one that there always is. */
  String group() {
    return asked.getOrDefault("ScheduleGroup", "default");
  }

  ObjectNode of(Collection<PlannedSchedule> schedules) {
    var most = most();
    var after = after();
    var found =
        schedules.stream()
            .filter(this::isWanted)
            .sorted(Comparator.comparing(PlannedSchedule::key))
            .filter(schedule -> schedule.key().compareTo(after) > 0)
            .limit(most + 1L)
            .toList();
    var answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("Schedules");
    found.stream().limit(most).forEach(schedule -> list.add(schedule.summary()));
    if (found.size() > most) {
      var last = found.get(most - 1).key().getBytes(UTF_8);
      answer.put("NextToken", Base64.getUrlEncoder().withoutPadding().encodeToString(last));
    }
    return answer;
  }

  private boolean isWanted(PlannedSchedule schedule) {
    var state = schedule.isEnabled() ? "ENABLED" : "DISABLED";
    return asked.getOrDefault("State", state).equals(state)
        && asked.getOrDefault("ScheduleGroup", schedule.group()).equals(schedule.group())
        && schedule.name().startsWith(asked.getOrDefault("NamePrefix", ""));
  }

  private int most() {
    var given = asked.getOrDefault("MaxResults", "" + MOST);
    if (!given.matches("[1-9][0-9]?|100")) {
      throw Scheduler.invalid("MaxResults must be from 1 to 100.");
    }
    return Integer.parseInt(given);
  }

  private String after() {
    try {
      return new String(Base64.getUrlDecoder().decode(asked.getOrDefault("NextToken", "")), UTF_8);
    } catch (IllegalArgumentException e) {
      throw Scheduler.invalid("The NextToken is not valid.");
    }
  }
}

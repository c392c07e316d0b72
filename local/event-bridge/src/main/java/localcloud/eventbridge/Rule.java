package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule: what matches or when it runs by itself, and where it goes. */
record Rule(
    String name,
    String arn,
    String bus,
    @Nullable JsonNode pattern,
    @Nullable Schedule schedule,
    boolean isEnabled,
    List<Target> targets) {
  Rule {
    targets = List.copyOf(targets);
  }

  Rule withTargets(List<Target> others) {
    return new Rule(name, arn, bus, pattern, schedule, isEnabled, others);
  }
}

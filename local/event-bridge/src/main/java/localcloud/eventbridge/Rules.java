package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of all buses with their targets, and the calls that change them. */
final class Rules implements AutoCloseable {
  private static final int LONGEST_NAME = 64;

  /** What PutRule has beside the properties of a rule. */
  private static final Set<String> OF_THE_CALL = Set.of("Name", "Tags", "Description", "RoleArn");

  private final String arnPrefix;
  private final Clock clock;
  private final Buses buses;
  private final Schedules schedules = new Schedules();

  /**
   * @param arnPrefix what comes before {@code rule/NAME}
   */
  Rules(String arnPrefix, Clock clock, Buses buses) {
    this.arnPrefix = arnPrefix;
    this.clock = clock;
    this.buses = buses;
  }

  /** Calls again and again, to look for rules that are due. */
  void tick(Runnable look) {
    schedules.tick(look, Duration.ofSeconds(1));
  }

  /** Creates or replaces a rule with its targets. */
  Rule put(String name, RuleSettings settings) {
    var bus = buses.get(settings.bus());
    var isDefault = bus.name().equals(Buses.DEFAULT);
    var now = clock.instant();
    var expression = settings.expression();
    var schedule = expression.isEmpty() ? null : Schedule.of(expression, now);
    var rule =
        new Rule(
            name,
            arnPrefix + "rule/" + (isDefault ? name : bus.name() + "/" + name),
            bus.name(),
            settings.pattern(),
            schedule,
            settings.isEnabled(),
            settings.targets());
    bus.put(rule);
    if (schedule != null && rule.isEnabled()) {
      schedules.plan(name, schedule, now);
    } else if (isDefault) {
      schedules.remove(name);
    }
    return rule;
  }

  /** The scheduled rules whose time has come; each is planned anew. */
  List<Rule> due(Instant now) {
    var bus = buses.get(Buses.DEFAULT);
    return schedules.due(now).stream().map(bus::rule).filter(rule -> rule != null).toList();
  }

  /** The scheduled rule of that name; null if there is none. */
  @Nullable Rule scheduled(String name) {
    var rule = buses.get(Buses.DEFAULT).rule(name);
    return rule == null || rule.schedule() == null ? null : rule;
  }

  Map<String, ?> putRule(JsonNode request) {
    var name = request.path("Name").asText();
    Buses.checkName(name, LONGEST_NAME);
    var existing = busOf(request).rule(name);
    var members = ((ObjectNode) request).deepCopy().without(OF_THE_CALL);
    var settings = RuleSettings.ofCall(members);
    var rule = put(name, existing == null ? settings : settings.withTargets(existing.targets()));
    return Map.of("RuleArn", rule.arn());
  }

  Map<String, ?> describe(JsonNode request) {
    return described(rule(request, "Name"));
  }

  Map<String, ?> list(JsonNode request) {
    return Map.of("Rules", busOf(request).rules().stream().map(Rules::described).toList());
  }

  Map<String, ?> delete(JsonNode request) {
    var rule = rule(request, "Name");
    if (!rule.targets().isEmpty()) {
      throw Requests.invalid("Rule can't be deleted since it has targets.");
    }
    busOf(request).remove(rule.name());
    if (rule.bus().equals(Buses.DEFAULT)) {
      schedules.remove(rule.name());
    }
    return Map.of();
  }

  Map<String, ?> putTargets(JsonNode request) {
    var rule = rule(request, "Rule");
    var targets = new LinkedHashMap<String, Target>();
    rule.targets().forEach(target -> targets.put(target.id(), target));
    RuleSettings.targetsOfCall(request.path("Targets"))
        .forEach(target -> targets.put(target.id(), target));
    return changed(request, rule.withTargets(List.copyOf(targets.values())));
  }

  Map<String, ?> removeTargets(JsonNode request) {
    var rule = rule(request, "Rule");
    var removed = request.path("Ids").valueStream().map(JsonNode::asText).toList();
    var kept = rule.targets().stream().filter(target -> !removed.contains(target.id())).toList();
    return changed(request, rule.withTargets(kept));
  }

  private Map<String, ?> changed(JsonNode request, Rule rule) {
    busOf(request).put(rule);
    return Map.of("FailedEntryCount", 0, "FailedEntries", List.of());
  }

  Map<String, ?> targets(JsonNode request) {
    var targets = rule(request, "Rule").targets();
    return Map.of("Targets", targets.stream().map(Target::settings).toList());
  }

  private static Map<String, String> described(Rule rule) {
    var described = new LinkedHashMap<String, String>();
    described.put("Name", rule.name());
    described.put("Arn", rule.arn());
    described.put("EventBusName", rule.bus());
    if (rule.pattern() != null) {
      described.put("EventPattern", rule.pattern().toString());
    }
    if (rule.schedule() != null) {
      described.put("ScheduleExpression", rule.schedule().expression());
    }
    described.put("State", rule.isEnabled() ? "ENABLED" : "DISABLED");
    return described;
  }

  private Bus busOf(JsonNode request) {
    return buses.get(request.path("EventBusName").asText(Buses.DEFAULT));
  }

  private Rule rule(JsonNode request, String nameKey) {
    var bus = busOf(request);
    var name = request.path(nameKey).asText();
    var rule = bus.rule(name);
    if (rule == null) {
      throw Requests.notFound("Rule " + name + " does not exist on EventBus " + bus.name() + ".");
    }
    return rule;
  }

  @Override
  public void close() {
    schedules.close();
  }
}

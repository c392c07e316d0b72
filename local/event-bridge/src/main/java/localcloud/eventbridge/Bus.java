package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.aws.AwsException;
import org.jspecify.annotations.Nullable;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** One event bus: its rules, matched by EventBridge's own engine. */
final class Bus {
  private final String name;
  private final String arn;
  private final Map<String, Rule> rules = new ConcurrentHashMap<>();
  private volatile Machine machine = Machine.builder().build();

  Bus(String name, String arn) {
    this.name = name;
    this.arn = arn;
  }

  String name() {
    return name;
  }

  String arn() {
    return arn;
  }

  Collection<Rule> rules() {
    return rules.values();
  }

  @Nullable Rule rule(String ruleName) {
    return rules.get(ruleName);
  }

  /** Adds or replaces a rule. */
  synchronized void put(Rule rule) {
    if (rule.pattern() != null) {
      checkPattern(rule.pattern().toString());
    }
    rules.put(rule.name(), rule);
    compile();
  }

  synchronized void remove(String ruleName) {
    rules.remove(ruleName);
    compile();
  }

  /** Refuses a pattern as EventBridge does. */
  static void checkPattern(String pattern) {
    var complaint = JsonRuleCompiler.check(pattern);
    if (complaint != null) {
      throw invalidPattern(complaint);
    }
  }

  static AwsException invalidPattern(String reason) {
    return new AwsException(
        400, "InvalidEventPatternException", "Event pattern is not valid. Reason: " + reason);
  }

  private void compile() {
    var compiled = Machine.builder().build();
    try {
      for (var rule : rules.values()) {
        if (rule.isEnabled() && rule.pattern() != null) {
          compiled.addRule(rule.name(), rule.pattern().toString());
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // every pattern was checked before
    }
    machine = compiled;
  }

  List<Rule> matching(JsonNode event) {
    try {
      return machine.rulesForJSONEvent(event.toString()).stream()
          .distinct()
          .map(rules::get)
          .filter(rule -> rule != null)
          .toList();
    } catch (Exception e) {
      throw new IllegalStateException("cannot match the event " + event, e);
    }
  }
}

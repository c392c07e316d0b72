package localcloud.faults;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rules with the seed of their chances. What a rule draws depends on the seed, its ID and how many
 * calls fitted it before, and on nothing else.
 */
public record FaultRules(long seed, List<FaultRule> rules) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "fault",
          "service",
          "operation",
          "resource",
          "function",
          "order",
          "skip",
          "count",
          "probability",
          "latencyMillis");

  public FaultRules {
    rules = List.copyOf(rules);
    var ids = new HashSet<String>();
    for (var rule : rules) {
      if (!ids.add(rule.id())) {
        throw new InvalidFaultRulesException("rule " + rule.id() + ": id: is used twice");
      }
    }
  }

  public static FaultRules none() {
    return new FaultRules(0, List.of());
  }

  /** Reads {@code {"seed": 42, "rules": [{"id": "r1", "fault": "throttle", …}]}}. */
  public static FaultRules parse(String json) {
    var root = tree(json);
    for (var field : root.properties()) {
      if (!Set.of("seed", "rules").contains(field.getKey())) {
        throw new InvalidFaultRulesException(field.getKey() + ": there is no such field");
      }
    }
    if (root.has("seed") && !root.path("seed").canConvertToLong()) {
      throw new InvalidFaultRulesException("seed: must be a whole number");
    }
    if (!root.path("rules").isArray()) {
      throw new InvalidFaultRulesException("rules: must be a list");
    }
    var rules = new ArrayList<FaultRule>();
    for (var rule : root.path("rules")) {
      rules.add(rule(rule, "r" + (rules.size() + 1)));
    }
    var seed = root.has("seed") ? root.path("seed").asLong() : new SplittableRandom().nextInt();
    return new FaultRules(seed, rules);
  }

  private static JsonNode tree(String json) {
    try {
      var root = JSON.readTree(json);
      if (!root.isObject()) {
        throw new InvalidFaultRulesException("the rules must be a JSON object with \"rules\"");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new InvalidFaultRulesException("the rules are no JSON: " + e.getOriginalMessage());
    }
  }

  private static FaultRule rule(JsonNode json, String place) {
    var fields = new FaultRuleFields(json, json.path("id").asText(place));
    fields.only(FIELDS);
    var rule =
        new FaultRule(
            json.path("id").asText(place),
            fields.fault(),
            fields.service(),
            fields.text("operation"),
            fields.text("resource"),
            fields.text("function"),
            fields.text("order"),
            json.has("skip") ? fields.number("skip", 0) : 0,
            json.has("count") ? (Integer) fields.number("count", 1) : null,
            fields.probability(),
            json.has("latencyMillis") ? fields.latency() : 0);
    fields.check(rule);
    return rule;
  }
}

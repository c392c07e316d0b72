package localcloud.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of one rule; whatever is wrong with one is reported with both names. */
record FaultRuleFields(JsonNode json, String id) {
  /** The signing names that callers use here. */
  private static final Set<String> SERVICES =
      Set.of(
          "dynamodb",
          "sqs",
          "states",
          "events",
          "lambda",
          "cognito-idp",
          "cloudformation",
          "sts",
          "appconfig",
          "s3",
          "secretsmanager",
          "execute-api");

  InvalidFaultRulesException wrong(String field, String why) {
    return new InvalidFaultRulesException("rule %s: %s: %s".formatted(id, field, why));
  }

  void only(Set<String> fields) {
    if (!json.isObject()) {
      throw new InvalidFaultRulesException("rule " + id + ": must be an object");
    }
    for (var field : json.properties()) {
      if (!fields.contains(field.getKey())) {
        throw wrong(field.getKey(), "there is no such field; known are " + new TreeSet<>(fields));
      }
    }
    text("id");
  }

  Fault fault() {
    var word = text("fault");
    return Fault.of(word == null ? "" : word)
        .orElseThrow(() -> wrong("fault", "must be one of " + Fault.words() + ", not: " + word));
  }

  @Nullable String service() {
    var service = text("service");
    if (service != null && !SERVICES.contains(service)) {
      throw wrong("service", "must be one of " + new TreeSet<>(SERVICES) + ", not: " + service);
    }
    return service;
  }

  @Nullable String text(String field) {
    var value = json.path(field);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw wrong(field, "must be a text, not: " + value);
    }
    return value.asText();
  }

  int number(String field, int least) {
    var value = json.path(field);
    if (!value.isInt() || value.asInt() < least) {
      throw wrong(field, "must be a whole number from " + least + ", not: " + value);
    }
    return value.asInt();
  }

  /** Only a clock can go back. */
  int latency() {
    return number("latencyMillis", fault() == Fault.CLOCK_SKEW ? Integer.MIN_VALUE : 0);
  }

  /** What the fields must be together. */
  void check(FaultRule rule) {
    switch (rule.fault()) {
      case LATENCY, DELAYED_DELIVERY, CLOCK_SKEW -> {
        if (rule.latencyMillis() == 0) {
          throw wrong("latencyMillis", rule.fault().word() + " needs one that is not 0");
        }
      }
      case TRANSACTION_CONFLICT -> checkConflict(rule);
      default -> {
        // nothing more
      }
    }
    var clocks = Set.of("states", "events", "sqs");
    if (rule.fault() == Fault.CLOCK_SKEW
        && rule.service() != null
        && !clocks.contains(rule.service())) {
      throw wrong("service", "only these have a clock of their own: " + new TreeSet<>(clocks));
    }
  }

  /** A rule that no call can fit would pass for one that never struck. */
  private void checkConflict(FaultRule rule) {
    if (rule.service() != null && !rule.service().equals(TransactionConflicts.SERVICE)) {
      throw wrong("service", "only dynamodb has transactions");
    }
    if (!TransactionConflicts.canMeet(rule.operation())) {
      throw wrong("operation", "only these meet a transaction: " + TransactionConflicts.writes());
    }
  }

  double probability() {
    var value = json.path("probability");
    if (value.isMissingNode()) {
      return 1;
    }
    if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
      throw wrong("probability", "must be a number from 0 to 1, not: " + value);
    }
    return value.asDouble();
  }
}

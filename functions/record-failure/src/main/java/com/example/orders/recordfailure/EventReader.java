package com.example.orders.recordfailure;

import com.example.orders.failures.ClassificationRules;
import com.example.orders.failures.FailureClass;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import java.time.Clock;
import java.util.Optional;

/**
 * Events that a rule could not give to its target. What went wrong is in message attributes
 * (EventBridge guide, "Using dead-letter queues to process undelivered events").
 */
final class EventReader {
  private static final String UNKNOWN = "UNKNOWN";

  private final Json json = new Json();
  private final ExecutionReader executions;
  private final Clock clock;

  EventReader(ExecutionReader executions, Clock clock) {
    this.executions = executions;
    this.clock = clock;
  }

  FailureReport read(SinkMessage message) {
    var event = json.object(message.body());
    if (ExecutionReader.isStatusChange(event)) {
      return executions.read(event, clock.instant());
    }
    var rule = message.attribute("RULE_ARN").orElse("");
    var key =
        Json.text(event, "/detail/metadata/idempotencyKey")
            .or(() -> Json.text(event, "/id"))
            .orElseGet(message::body);
    return new FailureReport(
        FailureId.ofEvent(rule, key),
        message.id(),
        FailureSource.EVENT_TARGET,
        bus(rule),
        error(message),
        "%s: %s; target %s; %s"
            .formatted(
                message.attribute("ERROR_CODE").orElse(UNKNOWN),
                message.attribute("ERROR_MESSAGE").orElse("no words"),
                message.attribute("TARGET_ARN").orElse("unknown"),
                message.attribute("EXHAUSTED_RETRY_CONDITION").orElse("not to be retried")),
        1 + message.attribute("RETRY_ATTEMPTS").flatMap(EventReader::number).orElse(0),
        Json.order(event.at("/detail/data")).orElse(null),
        null,
        message.body(),
        clock.instant());
  }

  /**
   * EventBridge tries again only what may pass, so that its retries came to their end says that
   * something was out of order, whatever the target answered.
   */
  private static String error(SinkMessage message) {
    var code = message.attribute("ERROR_CODE").orElse(UNKNOWN);
    var isUnknown = ClassificationRules.classify(code, null).failureClass() == FailureClass.UNKNOWN;
    return isUnknown && message.attribute("EXHAUSTED_RETRY_CONDITION").isPresent()
        ? ClassificationRules.RETRIES_EXHAUSTED
        : code;
  }

  /** Such as {@code arn:aws:events:us-east-1:000000000000:rule/bus/name}; no bus: the default. */
  private static String bus(String rule) {
    var parts = rule.split("/", -1);
    return parts.length > 2 ? parts[1] : "default";
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

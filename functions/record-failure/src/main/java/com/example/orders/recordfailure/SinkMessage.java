package com.example.orders.recordfailure;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One message of a sink; Lambda always sends what SQS knows, hand-written events often do not. */
record SinkMessage(SQSMessage sqs) {

  String id() {
    return Objects.requireNonNullElse(sqs.getMessageId(), "");
  }

  String body() {
    return Objects.requireNonNullElse(sqs.getBody(), "");
  }

  Optional<String> group() {
    return Optional.ofNullable(attributes().get("MessageGroupId"));
  }

  /** When the failed message was sent, or what it is a copy of; now if nobody knows. */
  Instant sentAt(Clock clock) {
    return attribute("sentAt")
        .flatMap(SinkMessage::number)
        .or(() -> number(attributes().getOrDefault("SentTimestamp", "")))
        .map(Instant::ofEpochMilli)
        .orElseGet(clock::instant);
  }

  int receives() {
    return number(attributes().getOrDefault("ApproximateReceiveCount", ""))
        .map(Math::toIntExact)
        .orElse(1);
  }

  /**
   * How often its queue's reader had it. A dead-letter queue goes on counting: the sink's own
   * receives come on top, at least one, and more if it had to be received again.
   *
   * @param most the queue's maxReceiveCount
   */
  int receivesBefore(int most) {
    return Math.clamp(receives() - 1, 0, most);
  }

  /** A message attribute of type String or Number. */
  Optional<String> attribute(String name) {
    return Optional.ofNullable(sqs.getMessageAttributes())
        .map(attributes -> attributes.get(name))
        .map(attribute -> attribute.getStringValue());
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Map<String, String> attributes() {
    return Objects.requireNonNullElse(sqs.getAttributes(), Map.of());
  }
}

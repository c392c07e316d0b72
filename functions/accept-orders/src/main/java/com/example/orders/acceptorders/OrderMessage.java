package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.json.Envelope;
import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One message of the orders queue. */
record OrderMessage(SQSMessage sqs) {

  String id() {
    return sqs.getMessageId();
  }

  /** A message without a group, which no FIFO queue delivers, is a group of its own. */
  String group() {
    return attributes().getOrDefault("MessageGroupId", id());
  }

  Submission submission(EnvelopeParser parser) throws UnreadableMessageException {
    var sentAt = sentAt();
    return new Submission(envelope(parser), sentAt, replayOf());
  }

  /** The customer's request, as the API's answer named it; empty for what the API did not send. */
  String requestId() {
    return Objects.requireNonNullElse(messageAttribute("requestId"), "");
  }

  private @Nullable String replayOf() {
    return messageAttribute("replayOf");
  }

  private @Nullable String messageAttribute(String name) {
    var attributes = sqs.getMessageAttributes();
    var attribute = attributes == null ? null : attributes.get(name);
    return attribute == null ? null : attribute.getStringValue();
  }

  private Instant sentAt() throws UnreadableMessageException {
    try {
      return Instant.ofEpochMilli(Long.parseLong(attributes().getOrDefault("SentTimestamp", "")));
    } catch (NumberFormatException e) {
      throw new UnreadableMessageException("message has no SentTimestamp");
    }
  }

  /** Envelope and group must name the same order: the group is what the queue kept in order. */
  private Envelope envelope(EnvelopeParser parser) throws UnreadableMessageException {
    var envelope = parser.parse(Objects.requireNonNullElse(sqs.getBody(), ""));
    if (!envelope.request().key().messageGroup().equals(group())) {
      throw new UnreadableMessageException("message group and envelope name different orders");
    }
    return envelope;
  }

  private Map<String, String> attributes() {
    return Objects.requireNonNullElse(sqs.getAttributes(), Map.of());
  }
}

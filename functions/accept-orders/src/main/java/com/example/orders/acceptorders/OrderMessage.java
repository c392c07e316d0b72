package com.example.orders.acceptorders;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.json.Envelope;
import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One message with an order.
 *
 * @param isAside whether it was put aside, as a copy of the message that the API sent
 */
record OrderMessage(SQSMessage sqs, boolean isAside) {
  private static final String REQUEST_ID = "requestId";
  private static final String REPLAY_OF = "replayOf";
  private static final String SENT_AT = "sentAt";

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
    return Objects.requireNonNullElse(messageAttribute(REQUEST_ID), "");
  }

  String body() {
    return Objects.requireNonNullElse(sqs.getBody(), "");
  }

  /** A message without a time is not. */
  boolean isSentBefore(Instant time) {
    try {
      return sentAt().isBefore(time);
    } catch (UnreadableMessageException e) {
      return false;
    }
  }

  /** All that the API or a replay gave it, and when: a copy has a time of its own. */
  Map<String, String> attributesForACopy() {
    var attributes = new TreeMap<String, String>();
    for (var name : List.of(REQUEST_ID, REPLAY_OF)) {
      var value = messageAttribute(name);
      if (value != null) {
        attributes.put(name, value);
      }
    }
    attributes.put(SENT_AT, attributes().getOrDefault("SentTimestamp", ""));
    return attributes;
  }

  private @Nullable String replayOf() {
    return messageAttribute(REPLAY_OF);
  }

  private @Nullable String messageAttribute(String name) {
    var attributes = sqs.getMessageAttributes();
    var attribute = attributes == null ? null : attributes.get(name);
    return attribute == null ? null : attribute.getStringValue();
  }

  /** When the queue took the order from the API: of a copy that too. Nobody else may set it. */
  private Instant sentAt() throws UnreadableMessageException {
    var original = isAside ? messageAttribute(SENT_AT) : null;
    var millis = original == null ? attributes().getOrDefault("SentTimestamp", "") : original;
    try {
      return Instant.ofEpochMilli(Long.parseLong(millis));
    } catch (NumberFormatException e) {
      throw new UnreadableMessageException("message has no SentTimestamp");
    }
  }

  /** Envelope and group must name the same order: the group is what the queue kept in order. */
  private Envelope envelope(EnvelopeParser parser) throws UnreadableMessageException {
    var envelope = parser.parse(body());
    if (!envelope.request().key().messageGroup().equals(group())) {
      throw new UnreadableMessageException("message group and envelope name different orders");
    }
    return envelope;
  }

  private Map<String, String> attributes() {
    return Objects.requireNonNullElse(sqs.getAttributes(), Map.of());
  }
}

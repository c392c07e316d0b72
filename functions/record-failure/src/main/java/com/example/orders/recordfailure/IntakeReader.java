package com.example.orders.recordfailure;

import com.example.orders.failures.ClassificationRules;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.json.EnvelopeParser;
import com.example.orders.json.UnreadableMessageException;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.recordfailure.Received.UnrecordedOrder;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that accept-orders did not delete. Whose order it is comes from the message group, which
 * the API made of the customer's token; an unreadable body cannot say otherwise.
 */
final class IntakeReader {
  /** Set by a replay: which entry and which attempt the message is. */
  private static final String REPLAY_OF = "replayOf";

  private final EnvelopeParser parser = new EnvelopeParser();
  private final String queueUrl;
  private final int maxReceives;
  private final Clock clock;

  IntakeReader(String queueUrl, int maxReceives, Clock clock) {
    this.queueUrl = queueUrl;
    this.maxReceives = maxReceives;
    this.clock = clock;
  }

  Received read(SinkMessage message) {
    var order = message.group().flatMap(IntakeReader::order).orElse(null);
    var tries = message.receivesBefore(maxReceives);
    var verdict = judge(message, order, tries);
    var report =
        new FailureReport(
            message
                .attribute(REPLAY_OF)
                .flatMap(IntakeReader::entry)
                .orElse(FailureId.ofIntake(order, message.body())),
            message.id(),
            FailureSource.ORDERS_QUEUE,
            queueUrl,
            verdict.error(),
            verdict.cause(),
            tries,
            order,
            message.group().orElse(null),
            message.body(),
            clock.instant());
    return new Received(report, new UnrecordedOrder(verdict.bodyHash(), message.sentAt(clock)));
  }

  private record Judged(String bodyHash, String error, @Nullable String cause) {}

  /** The queue names no error; what can be read failed for another reason than its body. */
  private Judged judge(SinkMessage message, @Nullable OrderKey order, int tries) {
    try {
      var envelope = parser.parse(message.body());
      if (!envelope.request().key().equals(order)) {
        throw new UnreadableMessageException("message group and envelope name different orders");
      }
      return new Judged(
          envelope.bodyHash(),
          ClassificationRules.RECEIVES_EXHAUSTED,
          "accept-orders did not delete it; it was received " + tries + " times");
    } catch (UnreadableMessageException e) {
      return new Judged(Order.UNREADABLE_BODY, ClassificationRules.UNREADABLE, e.getMessage());
    }
  }

  private static Optional<OrderKey> order(String group) {
    var hash = group.indexOf('#');
    return hash < 0
        ? Optional.empty()
        : Json.order(group.substring(0, hash), group.substring(hash + 1));
  }

  /** An edited message that fails again belongs to the entry it was made from. */
  private static Optional<FailureId> entry(String attemptId) {
    try {
      return Optional.of(new FailureId(attemptId.replaceFirst("-\\d+$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

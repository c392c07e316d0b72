package com.example.orders.deliverwebhooks;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.deliverwebhooks.Delivering.Begun;
import com.example.orders.deliverwebhooks.Delivering.Done;
import com.example.orders.deliverwebhooks.Delivering.Next;
import com.example.orders.deliverwebhooks.Delivering.Prepared;
import com.example.orders.deliverwebhooks.Delivering.Sleep;
import com.example.orders.deliverwebhooks.Sender.Answer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.webhooks.DeliveryKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through the messages of one invocation. All claims first, then all posts at once, then all
 * records: an endpoint that is slow holds up none of the others, and every call to AWS is made by
 * the invocation's own thread, under its deadline.
 */
final class DeliveryBatch {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryBatch.class);

  /** What posting and recording take at most; with less left, nothing more is claimed. */
  private static final Duration NEEDED = HttpSender.LONGEST.plusSeconds(3);

  private final Delivering delivering;
  private final Messages messages;

  /** The messages in the queue, which the mapping has received. */
  interface Messages {

    /** Hides a message from now on for that time, or a little longer. */
    void hide(String receiptHandle, Duration time);
  }

  DeliveryBatch(Delivering delivering, Messages messages) {
    this.delivering = requireNonNull(delivering);
    this.messages = requireNonNull(messages);
  }

  /** Answers which messages stay in the queue: those that wait, and those that we failed at. */
  SQSBatchResponse deliver(List<SQSMessage> received, IntSupplier remainingMillis) {
    var begun = new HashMap<String, Begun>();
    for (var message : received) {
      if (remainingMillis.getAsInt() > NEEDED.toMillis()) {
        guarded(message, () -> begin(message))
            .ifPresent(step -> begun.put(message.getMessageId(), step));
      }
    }
    var answers = send(begun);
    return new SQSBatchResponse(
        received.stream()
            .filter(message -> !isDone(message, begun, answers))
            .map(message -> new BatchItemFailure(message.getMessageId()))
            .toList());
  }

  private Begun begin(SQSMessage message) {
    return delivering.begin(
        DeliveryKey.ofMessage(message.getBody())
            .orElseThrow(() -> new IllegalArgumentException("The message names no delivery")));
  }

  private Map<String, Future<Answer>> send(Map<String, Begun> begun) {
    var answers = new HashMap<String, Future<Answer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      begun.forEach(
          (id, step) -> {
            if (step instanceof Prepared prepared) {
              answers.put(id, threads.submit(() -> delivering.send(prepared)));
            }
          });
    }
    return answers;
  }

  /** A message whose attempt did not even begin stays as well. */
  private boolean isDone(
      SQSMessage message, Map<String, Begun> begun, Map<String, Future<Answer>> answers) {
    var id = message.getMessageId();
    var step = begun.get(id);
    if (step == null) {
      return false;
    }
    var next =
        guarded(
            message,
            () ->
                switch (step) {
                  case Prepared prepared ->
                      delivering.end(prepared, requireNonNull(answers.get(id)).resultNow());
                  case Next known -> known;
                });
    if (next.orElse(null) instanceof Sleep(var time)) {
      guarded(message, () -> hide(message, time));
    }
    return next.filter(Done.class::isInstance).isPresent();
  }

  private Duration hide(SQSMessage message, Duration time) {
    messages.hide(message.getReceiptHandle(), time);
    return time;
  }

  /** What fails for one message is no matter of the others. */
  private static <T> Optional<T> guarded(SQSMessage message, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (RuntimeException e) {
      LOG.error("Message {} stays: {}", message.getMessageId(), Telemetry.describe(e));
      return Optional.empty();
    }
  }
}

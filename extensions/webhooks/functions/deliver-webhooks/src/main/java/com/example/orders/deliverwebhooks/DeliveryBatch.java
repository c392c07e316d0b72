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
import com.example.orders.deliverwebhooks.Sender.NoAnswer;
import com.example.orders.lambda.Telemetry;
import com.example.orders.webhooks.DeliveryKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  /** How long answers are waited for: looking up a name ends by no deadline of the sender. */
  private static final Duration PATIENCE = HttpSender.LONGEST.plusSeconds(1);

  private final Delivering delivering;
  private final Messages messages;
  private final Duration patience;

  /** The messages in the queue, which the mapping has received. */
  interface Messages {

    /** Hides a message from now on for that time, or a little longer. */
    void hide(String receiptHandle, Duration time);
  }

  DeliveryBatch(Delivering delivering, Messages messages) {
    this(delivering, messages, PATIENCE);
  }

  DeliveryBatch(Delivering delivering, Messages messages, Duration patience) {
    this.delivering = requireNonNull(delivering);
    this.messages = requireNonNull(messages);
    this.patience = requireNonNull(patience);
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

  /**
   * Whose answer is not there in the end is not waited for. The threads are the system's: one that
   * looks up a name holds up the carrier of virtual ones, and there are as few as processors.
   */
  private Map<String, Future<Answer>> send(Map<String, Begun> begun) {
    var ids = new ArrayList<String>();
    var posts = new ArrayList<Callable<Answer>>();
    begun.forEach(
        (id, step) -> {
          if (step instanceof Prepared prepared) {
            ids.add(id);
            posts.add(() -> delivering.send(prepared));
          }
        });
    var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    try {
      var answers = threads.invokeAll(posts, patience.toMillis(), TimeUnit.MILLISECONDS);
      var byId = new HashMap<String, Future<Answer>>();
      for (var i = 0; i < ids.size(); i++) {
        byId.put(ids.get(i), answers.get(i));
      }
      return byId;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow(); // close would wait
    }
  }

  private static Answer answer(Future<Answer> post) {
    return post.isCancelled() ? new NoAnswer(HttpSender.LATE) : post.resultNow();
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
                      delivering.end(prepared, answer(requireNonNull(answers.get(id))));
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

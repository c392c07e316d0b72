package com.example.orders.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A queue and the consumers of its mapping: so many batches at once, and a message that fails comes
 * again.
 */
final class Consumers {
  /** A mapping that gets no environment tries again so much later, in seconds; assumed. */
  private static final double BACK_OFF = 1;

  /** What a message is for. */
  interface Message {
    /** Answers whether it is done. */
    boolean isDone();

    /** It has been received too often. */
    void bury();
  }

  private record Received(Message message, int times) {}

  private final Agenda agenda;
  private final Environments environments;
  private final String function;
  private final double seconds;
  private final int limit;
  private final int batch;
  private final double visibility;
  private final int receives;
  private final Deque<Received> waiting = new ArrayDeque<>();
  private int busy;
  private int peak;
  private double emptied;

  Consumers(
      Agenda agenda, Environments environments, Deployment stack, String mapping, Times times) {
    this.agenda = agenda;
    this.environments = environments;
    function = stack.functionOf(mapping);
    seconds = times.of(function);
    limit = stack.consumers(mapping);
    batch = stack.batch(mapping);
    var queue = stack.queueOf(mapping);
    visibility = queue.path("VisibilityTimeout").asDouble();
    receives = queue.at("/RedrivePolicy/maxReceiveCount").asInt();
  }

  void send(Message message) {
    put(new Received(message, 1));
  }

  /** The most messages that waited at once. */
  int peak() {
    return peak;
  }

  /** When the queue last held more than its consumers take at once. */
  double emptied() {
    return emptied;
  }

  private void put(Received received) {
    waiting.add(received);
    peak = Math.max(peak, waiting.size());
    poll();
  }

  private void poll() {
    while (busy < limit && !waiting.isEmpty()) {
      busy++;
      emptied = waiting.size() > limit * batch ? agenda.now() : emptied;
      var messages = new ArrayList<Received>();
      while (messages.size() < batch && !waiting.isEmpty()) {
        messages.add(waiting.poll());
      }
      handOver(messages);
    }
  }

  private void handOver(List<Received> messages) {
    environments.invoke(
        function,
        seconds,
        () -> {
          busy--;
          messages.forEach(this::work);
          poll();
        },
        () -> agenda.in(BACK_OFF, () -> handOver(messages)));
  }

  private void work(Received received) {
    if (received.message().isDone()) {
      return;
    }
    if (received.times() >= receives) {
      received.message().bury();
    } else {
      agenda.in(visibility, () -> put(new Received(received.message(), received.times() + 1)));
    }
  }
}

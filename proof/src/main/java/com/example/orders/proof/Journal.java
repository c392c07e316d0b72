package com.example.orders.proof;

import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Answered;
import com.example.orders.proof.ClientOrder.Request;
import com.example.orders.proof.ClientOrder.Seen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client notes down while it goes on; several of its requests may be under way at once. */
final class Journal {
  private final OrderRef ref;
  private final List<Answered> answers = new ArrayList<>();
  private final List<Seen> seen = new ArrayList<>();

  Journal(OrderRef ref) {
    this.ref = ref;
  }

  OrderRef ref() {
    return ref;
  }

  synchronized void note(Request request, @Nullable Basket basket, Answer answer) {
    answers.add(new Answered(request, basket, answer));
  }

  synchronized void note(Seen look) {
    if (seen.isEmpty() || !seen.getLast().equals(look)) {
      seen.add(look);
    }
  }

  synchronized boolean hasSeenTheEnd() {
    return !seen.isEmpty() && Row.TERMINAL.contains(seen.getLast().status());
  }

  synchronized ClientOrder order() {
    return new ClientOrder(ref, answers, seen);
  }
}

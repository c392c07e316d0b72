package com.example.orders.proof;

import com.example.orders.proof.ClientOrder.Answer;
import com.example.orders.proof.ClientOrder.Request;
import com.example.orders.proof.Plan.Manner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client with one order: places it, again as long as it got no answer, does what its plan says,
 * and looks until the order has ended or its patience has.
 */
final class Client {
  private static final int MOST_ATTEMPTS = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final ProofApi api;
  private final Plan plan;
  private final Journal journal;

  Client(ProofApi api, Plan plan, Journal journal) {
    this.api = api;
    this.plan = plan;
    this.journal = journal;
  }

  /** Everything but the last look. */
  void act(Duration patience) throws InterruptedException {
    var customer = plan.customer();
    if (plan.manner() == Manner.THREE_AT_ONCE && customer != null) {
      placeThreeAtOnce(customer);
    } else {
      place(customer, plan.basket());
    }
    if (customer != null) {
      follow(customer, patience);
      await(customer, patience);
    }
  }

  /** What the plan has the client do about the order that it has placed. */
  private void follow(String customer, Duration patience) throws InterruptedException {
    switch (plan.manner()) {
      case ONCE, THREE_AT_ONCE -> {}
      case AGAIN_LATER -> {
        await(customer, patience);
        place(customer, Objects.requireNonNull(plan.again()));
      }
      case CONFLICT -> {
        Thread.sleep(plan.pause());
        place(customer, Objects.requireNonNull(plan.again()));
      }
      case CANCEL -> {
        Thread.sleep(plan.pause());
        cancel(customer);
      }
      case PEEK -> {
        Thread.sleep(plan.pause());
        journal.note(Request.PEEK, null, Answer.of(api.peek(other(customer), plan.orderId())));
      }
    }
  }

  private static String other(String customer) {
    var next = Plans.CUSTOMERS.indexOf(customer) + 2; // a neighbour may have the same order ID
    return Plans.CUSTOMERS.get(next % Plans.CUSTOMERS.size());
  }

  private void place(@Nullable String customer, Basket basket) throws InterruptedException {
    for (var attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var status = api.place(customer, basket.body());
      var answer = Answer.of(status);
      journal.note(Request.PLACE, basket, answer);
      if (answer != Answer.UNKNOWN && status != 429) {
        return;
      }
      pause(attempt);
    }
  }

  private void placeThreeAtOnce(String customer) throws InterruptedException {
    var copies = new ArrayList<Thread>();
    for (var copy = 0; copy < 3; copy++) {
      copies.add(Thread.startVirtualThread(() -> placeUnlessInterrupted(customer)));
    }
    for (var copy : copies) {
      copy.join();
    }
  }

  private void placeUnlessInterrupted(String customer) {
    try {
      place(customer, plan.basket());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An order that is not recorded yet cannot be cancelled: 404, and the client tries again. */
  private void cancel(String customer) throws InterruptedException {
    for (var attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      var status = api.cancel(customer, plan.orderId());
      journal.note(Request.CANCEL, null, Answer.of(status));
      if (status < 500 && status != 429 && status != 404) {
        return;
      }
      pause(attempt);
    }
  }

  private void pause(int attempt) throws InterruptedException {
    var longest = Math.min(LONGEST_PAUSE.toMillis(), 200L << attempt);
    Thread.sleep(ThreadLocalRandom.current().nextLong(50, longest + 1));
  }

  private void await(String customer, Duration patience) throws InterruptedException {
    if (!journal.order().mayExist()) {
      return;
    }
    var end = System.nanoTime() + patience.toNanos();
    var pause = 400L;
    while (!look(customer) && System.nanoTime() < end) {
      Thread.sleep(pause);
      pause = Math.min(LONGEST_PAUSE.toMillis(), pause * 3 / 2);
    }
  }

  /** Looks at the order and answers whether it has ended. */
  boolean look() throws InterruptedException {
    return plan.customer() == null || look(plan.customer());
  }

  private boolean look(String customer) throws InterruptedException {
    api.look(customer, plan.orderId()).ifPresent(journal::note);
    return journal.hasSeenTheEnd();
  }

  Journal journal() {
    return journal;
  }
}

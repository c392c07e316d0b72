package com.example.orders.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the clients, so many at a time. */
final class Load {
  /** How long a client looks before it leaves the last look to the end of the run. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ProofApi api;
  private final List<Client> clients;
  private final int atOnce;
  private final AtomicInteger done = new AtomicInteger();

  private Load(ProofApi api, List<Client> clients, int atOnce) {
    this.api = api;
    this.clients = new CopyOnWriteArrayList<>(clients);
    this.atOnce = atOnce;
  }

  static Load of(ProofApi api, List<Plan> plans, int atOnce) {
    var subjects = new HashMap<String, String>();
    var clients = new ArrayList<Client>();
    for (var plan : plans) {
      var subject =
          plan.customer() == null
              ? "nobody"
              : subjects.computeIfAbsent(plan.customer(), api::subject);
      clients.add(new Client(api, plan, new Journal(new OrderRef(subject, plan.orderId()))));
    }
    return new Load(api, clients, atOnce);
  }

  /** Returns when every client has done what it had planned. */
  void run() throws InterruptedException {
    var permits = new Semaphore(atOnce);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (var client : clients) {
        permits.acquire();
        running.add(threads.submit(() -> act(client, permits)));
      }
      for (var client : running) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client of the load failed", e);
    }
  }

  private Void act(Client client, Semaphore permits) throws InterruptedException {
    try {
      client.act(PATIENCE);
    } finally {
      permits.release();
      done.incrementAndGet();
    }
    return null;
  }

  /** One more order, with nothing wrong; returns when it has ended or its client has given up. */
  void placeAnother() throws InterruptedException {
    var orderId = UUID.randomUUID().toString();
    var basket = Plans.good(orderId, clients.size(), 1, "tok_visa");
    var plan = Plans.plan(Plans.CUSTOMERS.getFirst(), orderId, Plan.Manner.ONCE, basket, 0);
    var ref = new OrderRef(api.subject(Plans.CUSTOMERS.getFirst()), orderId);
    var client = new Client(api, plan, new Journal(ref));
    clients.add(client);
    client.act(PATIENCE);
  }

  /** These clients and those of a load that was run before, to look at all of their orders. */
  Load with(Load earlier) {
    var all = new ArrayList<>(earlier.clients);
    all.addAll(clients);
    return new Load(api, all, atOnce);
  }

  int done() {
    return done.get();
  }

  int size() {
    return clients.size();
  }

  /** The clients' last looks. */
  void lookAgain() throws InterruptedException {
    for (var client : clients) {
      if (client.journal().order().mayExist() && !client.journal().hasSeenTheEnd()) {
        client.look();
      }
    }
  }

  /** What all clients noted; requests of several clients for the same order are one story. */
  List<ClientOrder> orders() {
    return clients.stream().map(client -> client.journal().order()).toList();
  }
}

package com.example.orders.benchmarks;

import com.example.orders.cli.OrdersApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import localcloud.cloud.LocalCloud;

/** So many orders a second, whatever the answers are: clients do not wait for each other. */
record SteadyLoad(OrdersApi api, int perSecond) {
  static SteadyLoad on(LocalCloud cloud, int perSecond) {
    Map<String, String> tokens = new ConcurrentHashMap<>();
    var url = cloud.apiUrl().toString();
    return new SteadyLoad(
        new OrdersApi(
            url, customer -> tokens.computeIfAbsent(customer, c -> OrdersApi.localToken(url, c))),
        perSecond);
  }

  /** Answers how many orders were accepted. */
  int send(Duration time) throws InterruptedException, ExecutionException {
    var orders = new Load(20).orders((int) (perSecond * time.toSeconds()));
    var begin = System.nanoTime();
    List<Future<Integer>> answers = new ArrayList<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var order : orders) {
        var due = begin + answers.size() * 1_000_000_000L / perSecond;
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        answers.add(clients.submit(() -> api.place(order.customer(), order.body()).httpStatus()));
      }
    }
    var accepted = 0;
    for (var answer : answers) {
      accepted += answer.get() == 202 ? 1 : 0;
    }
    return accepted;
  }
}

package com.example.orders.benchmarks;

import com.example.orders.cli.OrdersApi;
import com.example.orders.cli.Prewarming;
import com.example.orders.cli.Project;
import com.example.orders.cli.Seed;
import com.example.orders.cli.StackOutputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;

/**
 * How many orders a second this machine takes, brings to their end and notifies of: real HTTP
 * requests of several customers, against the local cloud with warm functions. The clients run in
 * the same JVM and share its processors.
 */
public final class Throughput {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int WARM_UP = 60;
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);

  /** So many are sent and brought to their end, then the next ones: what grows with them shows. */
  private static final int PART = 1000;

  /** The door is not what is measured. */
  private static final Map<String, String> WIDE_OPEN =
      Map.of("Capacity", "standard", "ApiRateLimit", "1000", "ApiBurstLimit", "5000");

  private Throughput() {}

  public static void main(String[] arguments) throws Exception {
    var load = new Load(number("CUSTOMERS", 50));
    var project = Project.find();
    var settings =
        LocalCloudSettings.of(project.template(), project.artifacts()).withParameters(WIDE_OPEN);
    try (var cloud = LocalCloud.start(settings)) {
      var endpoint = cloud.endpointUrl().toString();
      Seed.seed(StackOutputs.of(settings.stackName(), endpoint), endpoint);
      var table = new OrdersTable(cloud);
      table.stockUp();
      var api = api(cloud);
      Prewarming.forOrders(cloud);
      firstOrder(api, load.orders(1).getFirst());
      say("Warming up ...");
      send(api, load.orders(WARM_UP - 1));
      await(table, WARM_UP);
      awaitNotified(table, WARM_UP);
      var orders = load.orders(number("ORDERS", 1000));
      for (var from = 0; from < orders.size(); from += PART) {
        measure(table, api, orders, from, Math.min(orders.size(), from + PART));
      }
      say("%s (the warm-up's %d included)", table.counts(), WARM_UP);
    }
  }

  /** As somebody who has waited for READY. */
  private static void firstOrder(OrdersApi api, Load.Order order) throws InterruptedException {
    var processors = ProcessorTime.now();
    var begin = System.nanoTime();
    api.place(order.customer(), order.body());
    var status = "";
    while (!status.equals("CONFIRMED") && seconds(begin) < PATIENCE.toSeconds()) {
      Thread.sleep(FIRST_LOOK);
      status =
          api.find(order.customer(), order.id())
              .map(found -> found.path("status").asText())
              .orElse("");
    }
    if (!status.equals("CONFIRMED")) {
      throw new IllegalStateException("The first order is not confirmed, but: " + status);
    }
    say("first order: seconds=%.1f processor ms: %s", seconds(begin), processors.since(1));
  }

  private static void measure(
      OrdersTable table, OrdersApi api, List<Load.Order> all, int from, int to) throws Exception {
    var orders = all.subList(from, to);
    var endedBefore = table.ended();
    var notifiedBefore = table.notified();
    say("orders %d to %d:", from + 1, to);
    var processors = ProcessorTime.now();
    var begin = System.nanoTime();
    var accepted = send(api, orders);
    var sent = seconds(begin);
    say("sent=%d accepted=%d accepted/s=%.1f", orders.size(), accepted, accepted / sent);
    var ended = await(table, endedBefore + accepted) - endedBefore;
    var settling = seconds(begin);
    say(
        "settled=%d seconds=%.1f settled/s=%.1f not-settled=%d",
        ended, settling, ended / settling, accepted - ended);
    var notified = awaitNotified(table, notifiedBefore + ended) - notifiedBefore;
    var notifying = seconds(begin);
    say(
        "notified=%d seconds=%.1f notified/s=%.1f not-notified=%d",
        notified, notifying, notified / notifying, ended - notified);
    say("processor ms an order, its notification included: %s", processors.since(ended));
  }

  private static OrdersApi api(LocalCloud cloud) {
    Map<String, String> tokens = new ConcurrentHashMap<>();
    var url = cloud.apiUrl().toString();
    return new OrdersApi(
        url, customer -> tokens.computeIfAbsent(customer, c -> OrdersApi.localToken(url, c)));
  }

  /** Sends all of them from some clients at once, and tells how many were accepted. */
  private static int send(OrdersApi api, List<Load.Order> orders)
      throws InterruptedException, ExecutionException {
    var accepted = 0;
    try (var pool = Executors.newFixedThreadPool(number("CLIENTS", 8))) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (var order : orders) {
        answers.add(pool.submit(() -> api.place(order.customer(), order.body()).httpStatus()));
      }
      for (var answer : answers) {
        accepted += answer.get() == 202 ? 1 : 0;
      }
    }
    return accepted;
  }

  private static int await(OrdersTable table, int wanted) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var ended = 0;
    while (ended < wanted && System.nanoTime() < deadline) {
      Thread.sleep(LOOK);
      // Looking through the table costs as much as some orders: only when it is likely done.
      ended = table.isQuiet() ? table.ended() : ended;
    }
    return ended;
  }

  /**
   * Notifications follow an order's end, and wait for their turn. A look goes through the whole
   * table: the pauses are long enough that it costs little beside the orders.
   */
  private static int awaitNotified(OrdersTable table, int wanted) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var look = System.nanoTime();
    var notified = table.notified();
    while (notified < wanted && System.nanoTime() < deadline) {
      var took = Duration.ofNanos(System.nanoTime() - look);
      Thread.sleep(Collections.max(List.of(LOOK, took.multipliedBy(20))));
      look = System.nanoTime();
      notified = table.notified();
    }
    return notified;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static int number(String variable, int standard) {
    var text = System.getenv().getOrDefault(variable, "");
    return text.isBlank() ? standard : Integer.parseInt(text);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(java.util.Locale.ROOT, format, values));
  }
}

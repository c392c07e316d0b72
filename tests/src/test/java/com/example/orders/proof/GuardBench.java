package com.example.orders.proof;

import com.example.orders.proof.Observations.Shelves;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;

/** Drives overlaps in one local cloud that has the weakened copies beside the application. */
final class GuardBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final int CALM = 2;
  private static final int CALM_IF_NOT_CLEAN = 6;

  private final List<Guard> guards;
  private final LocalCloud cloud;
  private final ProofApi api;
  private final Stack stack;
  private final BusObserver observer;
  private int cases;

  private GuardBench(List<Guard> guards, LocalCloud cloud) {
    this.guards = guards;
    this.cloud = cloud;
    api = new ProofApi(cloud.apiUrl().toString());
    stack = new Stack(cloud);
    observer = BusObserver.start(stack);
  }

  static GuardBench start(Path project, List<Guard> guards, String folder) throws IOException {
    var application =
        WeakenedApplication.of(project, guards, project.resolve("tests/target").resolve(folder));
    var settings =
        LocalCloudSettings.of(application.template(), application.artifacts())
            .withEvents((publisher, event) -> {}) // of weakened copies, which no document names
            .withPace(SweptApplication.PACE);
    return new GuardBench(guards, LocalCloud.start(settings));
  }

  /**
   * What the checker found, and what a scenario saw beside it.
   *
   * @param settled whether nothing was on its way any more
   */
  record Finding(List<Violation> violations, List<String> unexpected, boolean settled) {
    boolean isClean() {
      return violations.isEmpty() && unexpected.isEmpty();
    }

    @Override
    public String toString() {
      var lines = new ArrayList<>(unexpected);
      violations.forEach(found -> lines.add(found.toString()));
      return String.join("; ", lines);
    }
  }

  /** The overlap with the application as it is. */
  Finding asItIs(Overlap overlap) throws Exception {
    var copies = new HashMap<String, String>();
    guards.forEach(it -> copies.put(it.resource(), WeakenedApplication.same(it.resource())));
    return drive(overlap, copies);
  }

  /** The overlap that the guard is for, without the guard. */
  Finding without(Guard guard) throws Exception {
    var copy = WeakenedApplication.weak(guard.resource(), guards.indexOf(guard));
    return drive(guard.overlap(), Map.of(guard.resource(), copy));
  }

  private Finding drive(Overlap overlap, Map<String, String> copies) throws Exception {
    var order = new OneOrder(stack, api, "guard-" + cases++, copies);
    try {
      overlap.drive(order);
    } finally {
      cloud.faults().heal();
    }
    return settled(order);
  }

  /** Waits until nothing is on its way and nothing changes any more, longer if all is not well. */
  private Finding settled(OneOrder order) throws InterruptedException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    var before = finding(order, false);
    var still = 0;
    while (still < (before.isClean() ? CALM : CALM_IF_NOT_CLEAN) && System.nanoTime() < end) {
      Thread.sleep(PAUSE);
      var now = finding(order, true);
      still = now.toString().equals(before.toString()) && isQuiet(order) ? still + 1 : 0;
      before = now;
    }
    return new Finding(before.violations(), before.unexpected(), still > 0);
  }

  private boolean isQuiet(OneOrder order) {
    return !isRunning(order)
        && observer.waiting() == 0
        && Queues.depths(stack).values().stream().allMatch(depth -> depth == 0);
  }

  private boolean isRunning(OneOrder order) {
    var request = stack.request().put("stateMachineArn", stack.ref(WeakenedApplication.WORKFLOW));
    return stack
        .states("ListExecutions", request.put("statusFilter", "RUNNING"))
        .toString()
        .contains(order.ref().orderId());
  }

  private Finding finding(OneOrder order, boolean settled) {
    var catalogue = new Catalogue(List.of());
    var all = new Records(stack, catalogue).observe(List.of(order.client()), observer.events());
    var violations = new Checker().check(of(order, all)).violations();
    return new Finding(violations, order.unexpected(), settled);
  }

  /** What is this customer's, and the one product that nobody else buys. */
  private static Observations of(OneOrder order, Observations all) {
    var customer = order.ref().customer();
    var after = new HashMap<>(all.shelves().after());
    after.keySet().retainAll(order.shelf().keySet());
    return new Observations(
        all.clients(),
        all.rows().stream().filter(it -> it.ref().customer().equals(customer)).toList(),
        all.payments().stream().filter(it -> it.ref().customer().equals(customer)).toList(),
        all.shipments().stream().filter(it -> it.ref().customer().equals(customer)).toList(),
        new Shelves(order.prices(), order.shelf(), after),
        Objects.requireNonNull(all.notifications()).stream()
            .filter(it -> it.ref().customer().equals(customer))
            .toList(),
        all.events().stream().filter(it -> it.ref().customer().equals(customer)).toList(),
        all.inbox().stream()
            .filter(it -> it.ref() != null && it.ref().customer().equals(customer))
            .toList(),
        all.failedExecutions().stream().filter(it -> it.customer().equals(customer)).toList(),
        order.isGivenUp() ? Set.of(order.ref()) : Set.of(),
        Map.of(),
        List.of());
  }

  @Override
  public void close() {
    observer.close();
    api.close();
    cloud.close();
  }
}

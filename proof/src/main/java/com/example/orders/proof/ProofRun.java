package com.example.orders.proof;

import com.example.orders.cli.ChangeSettings;
import com.example.orders.cli.Extensions;
import com.example.orders.cli.Prewarming;
import com.example.orders.cli.Project;
import com.example.orders.proof.Observations.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;

/** One run: a fresh local cloud, the load under faults, healing, draining, and the verdict. */
public final class ProofRun {
  /** The sweeper is to find what is left behind while the run waits for it. */
  private static final String ORDER_DEADLINE_SECONDS = "60";

  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

  private final ProofSettings settings;

  public ProofRun(ProofSettings settings) {
    this.settings = settings;
  }

  /**
   * What came of it.
   *
   * @param injected how often each kind of fault struck
   * @param load how long the clients were at work
   * @param drain how long it was from the healing to the verdict
   * @param events what the bus carried, copies of an event included
   */
  public record Result(
      Verdict verdict,
      Map<String, Integer> injected,
      Duration load,
      Duration drain,
      List<Event> events) {
    public Result {
      injected = Map.copyOf(injected);
      events = List.copyOf(events);
    }

    /** The line on the events' contracts. */
    public String eventLine() {
      var kept = events.stream().filter(event -> event.faults().isEmpty()).count();
      return "EVENTS published=%d kept the contract=%d".formatted(events.size(), kept);
    }
  }

  /** Runs to its end, good or bad. */
  public Result run() throws InterruptedException {
    try (var cloud = LocalCloud.start(cloudSettings());
        var api = api(cloud)) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(settings.plans().size());
      catalogue.put(stack);
      Prewarming.forOrders(cloud);
      change(cloud, settings.patterns().settings());
      try (var observer = BusObserver.start(stack)) {
        return run(stack, api, new Records(stack, catalogue), observer);
      }
    }
  }

  private ProofApi api(LocalCloud cloud) {
    return new ProofApi(cloud.apiUrl().toString(), settings.patterns().expressCustomers());
  }

  private LocalCloudSettings cloudSettings() {
    var cloud =
        LocalCloudSettings.of(settings.template(), settings.artifacts())
            .withLogs(settings.logs())
            .withPace(settings.pace())
            .withParameters(parameters())
            .withEvents((publisher, event) -> {}) // the observer judges them, for the verdict
            .withRandom(new SplittableRandom(settings.seed()));
    var switchedOn = Extensions.of(Project.find()).switchedOnBy(settings.parameters().keySet());
    var beside = new LinkedHashSet<>(settings.beside().stacks());
    beside.addAll(switchedOn.stacksBeside(cloud.stackName()));
    for (var stack : beside) {
      cloud = cloud.withStackBeside(stack);
    }
    return cloud;
  }

  private static void change(LocalCloud cloud, List<String> changes) {
    if (!changes.isEmpty()) {
      var port = Integer.toString(cloud.endpointUrl().getPort());
      ChangeSettings.run(Map.of("AWS_ENDPOINT_PORT", port), changes);
    }
  }

  private Map<String, String> parameters() {
    var parameters = new HashMap<>(settings.parameters());
    parameters.put("OrderDeadlineSeconds", ORDER_DEADLINE_SECONDS);
    parameters.put("Capacity", "standard");
    return parameters;
  }

  private Result run(Stack stack, ProofApi api, Records records, BusObserver observer)
      throws InterruptedException {
    settings.beside().before().accept(stack.cloud());
    var begin = Instant.now();
    var load = Load.of(api, settings.plans(), settings.clientsAtOnce());
    stack.cloud().faults().replace(settings.faults());
    runWithProgress(stack, load);
    settings.beside().after().accept(stack.cloud());
    var injected = injected(stack);
    stack.cloud().faults().heal();
    var healed = Instant.now();
    say("healed after %d faults: %s", injected.values().stream().mapToInt(n -> n).sum(), injected);
    var drain = new Drain(settings, records, observer, new Operator(stack, records));
    var verdict = drain.untilAllIsSettled(load);
    var end = Instant.now();
    settings.beside().settled().accept(stack.cloud());
    return new Result(
        verdict,
        injected,
        Duration.between(begin, healed),
        Duration.between(healed, end),
        observer.events());
  }

  private void runWithProgress(Stack stack, Load load) throws InterruptedException {
    var begin = System.nanoTime();
    var progress =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(PROGRESS_EVERY);
                      settings.beside().during().accept(stack.cloud());
                      var seconds = (System.nanoTime() - begin) / 1_000_000_000.0;
                      say(
                          "%d of %d orders, %.1f/s, %d faults",
                          load.done(),
                          load.size(),
                          load.done() / seconds,
                          injected(stack).values().stream().mapToInt(count -> count).sum());
                    }
                  } catch (InterruptedException _) {
                    // the load is done
                  }
                });
    load.run();
    progress.interrupt();
    progress.join();
  }

  private Map<String, Integer> injected(Stack stack) {
    var counts = new TreeMap<String, Integer>();
    for (var rule : settings.faults().rules()) {
      counts.put(rule.id(), stack.cloud().faults().injected(rule.id()));
    }
    return counts;
  }

  private void say(String format, Object... values) {
    settings.say().accept(format.formatted(values));
  }

  /** The command that repeats such a run. */
  static String command(ProofSettings settings, int orders) {
    var parameters = new TreeMap<>(settings.parameters()).toString(); // {A=b, C=d}
    return "make prove ORDERS=%d SEED=%d".formatted(orders, settings.seed())
        + (settings.parameters().isEmpty()
            ? ""
            : " PARAMETERS=" + parameters.replaceAll("[{} ]", ""));
  }
}

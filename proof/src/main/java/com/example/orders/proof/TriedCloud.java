package com.example.orders.proof;

import com.example.orders.cli.ChangeSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import org.jspecify.annotations.Nullable;

/** The whole application in a local cloud of its own. */
final class TriedCloud implements Tried {
  /** What AppConfig takes at the shortest: so soon after the change every environment knows. */
  private static final Map<String, String> PARAMETERS =
      Map.of("Settings", "on", "Chaos", "on", "SettingsAgeSeconds", "15");

  private static final int CLIENTS_AT_ONCE = 8;

  /** A function that has just begun a call says so a little later. */
  private static final Duration LOGS_COME_WITHIN = Duration.ofSeconds(5);

  private final ProofSettings settings;
  private final Stack stack;
  private final ProofApi api;
  private final Records records;
  private final BusObserver observer;
  private final Strikes strikes;
  private final SplittableRandom random;
  private final List<OrderRef> tried = new ArrayList<>();
  private @Nullable Load load;
  private int struckByTheEnd;

  private TriedCloud(
      ProofSettings settings,
      Stack stack,
      ProofApi api,
      Records records,
      BusObserver observer,
      Strikes strikes) {
    this.settings = settings;
    this.stack = stack;
    this.api = api;
    this.records = records;
    this.observer = observer;
    this.strikes = strikes;
    this.random = new SplittableRandom(settings.seed());
  }

  /** Holds the game day with a fresh local cloud. */
  static GameDay.Outcome run(ProofSettings settings, GameDayScript script, GameDay day)
      throws InterruptedException {
    var strikes = new Strikes(script.inject().getOrDefault("fault", "latency"), settings.logs());
    var parameters = new HashMap<>(settings.parameters());
    parameters.putAll(script.parameters());
    parameters.putAll(PARAMETERS);
    var cloudSettings =
        LocalCloudSettings.of(settings.template(), settings.artifacts())
            .withLogs(strikes)
            .withPace(settings.pace())
            .withParameters(parameters)
            .withRandom(new SplittableRandom(settings.seed()));
    try (var cloud = LocalCloud.start(cloudSettings);
        var api = new ProofApi(cloud.apiUrl().toString())) {
      var stack = new Stack(cloud);
      var catalogue = Catalogue.forOrders(2 * script.orders());
      catalogue.put(stack);
      var records = new Records(stack, catalogue);
      try (var observer = BusObserver.start(stack)) {
        return day.run(new TriedCloud(settings, stack, api, records, observer, strikes));
      }
    }
  }

  @Override
  public Map<Measure, Integer> steady(int orders) throws InterruptedException {
    var undisturbed = Load.of(api, plans(orders), CLIENTS_AT_ONCE);
    undisturbed.run();
    load = undisturbed;
    var verdict = settled(undisturbed);
    return Map.of(
        Measure.CONFIRMED,
        100 * verdict.confirmed() / orders,
        Measure.VIOLATIONS,
        verdict.violations().size());
  }

  @Override
  public Instant inject(GameDayScript script) {
    var until = Instant.now().plusSeconds(script.seconds()).truncatedTo(ChronoUnit.SECONDS);
    var changes =
        Stream.concat(Stream.of("chaos=on"), script.changes(until.toString()).stream()).toList();
    var port = Integer.toString(stack.cloud().endpointUrl().getPort());
    ChangeSettings.run(Map.of("AWS_ENDPOINT_PORT", port), changes);
    return until;
  }

  @Override
  public Map<Measure, Integer> observe(int orders, Instant until) throws InterruptedException {
    var plans = plans(orders);
    var pause = Duration.between(Instant.now(), until).multipliedBy(4).dividedBy(5L * orders);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (var plan : plans) {
        var one = Load.of(api, List.of(plan), 1);
        one.orders().forEach(order -> tried.add(order.ref()));
        load = load == null ? one : one.with(load);
        running.add(
            threads.submit(
                () -> {
                  one.run();
                  return null;
                }));
        Thread.sleep(pause);
      }
      Thread.sleep(Duration.between(Instant.now(), until.plus(LOGS_COME_WITHIN)));
      struckByTheEnd = strikes.count();
      var confirmed = confirmed();
      for (var client : running) {
        client.get();
      }
      return Map.of(Measure.FAULTS, struckByTheEnd, Measure.CONFIRMED_MEANWHILE, confirmed);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client failed", e);
    }
  }

  @Override
  public Map<Measure, Integer> recover() throws InterruptedException {
    var all = load;
    if (all == null) {
      throw new IllegalStateException("Nothing has been placed");
    }
    var verdict = settled(all);
    return Map.of(
        Measure.CONFIRMED, confirmed(),
        Measure.REJECTED, verdict.rejected() + verdict.cancelled(),
        Measure.INBOX, records.inbox().size(),
        Measure.VIOLATIONS, verdict.violations().size(),
        Measure.FAULTS_AFTER_THE_END, strikes.count() - struckByTheEnd);
  }

  private Verdict settled(Load of) throws InterruptedException {
    var operator = new Operator(stack, records);
    return new Drain(settings, records, observer, operator).untilAllIsSettled(of);
  }

  /** Percent of the orders that were placed under the fault. */
  private int confirmed() {
    var confirmed =
        records.rows().stream()
            .filter(row -> row.isConfirmed() && tried.contains(row.ref()))
            .count();
    return Math.toIntExact(100 * confirmed / tried.size());
  }

  /** Orders with nothing wrong, and customers whose e-mail takes what comes. */
  private List<Plan> plans(int orders) {
    return Stream.generate(this::plan)
        .filter(plan -> !plan.basket().body().contains("simulator"))
        .limit(orders)
        .toList();
  }

  private Plan plan() {
    var orderId = new UUID(random.nextLong(), random.nextLong()).toString();
    var customer = Plans.CUSTOMERS.get(random.nextInt(Plans.CUSTOMERS.size()));
    var basket = Plans.good(orderId, random.nextInt(), 1, "tok_visa");
    return Plans.plan(customer, orderId, Plan.Manner.ONCE, basket, 0);
  }
}

package com.example.orders.benchmarks.lambda;

import com.example.orders.benchmarks.lambda.Contender.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What an order costs once an environment is warm: rounds of each contender in random order, all in
 * environments that stay alive, with one order a batch and with ten. An environment from a snapshot
 * has all tiers of the compiler, others have the first one.
 */
public final class WarmOrders {
  private static final List<Contender> CONTENDERS =
      List.of(
          Contender.bare(),
          Contender.ordinary(),
          Contender.ours(),
          Contender.ordinary().as("ordinary-snapshot", Kind.UNPRIMED),
          Contender.ours().as("ours-snapshot", Kind.PRIMED));
  private static final List<Integer> BATCHES = List.of(1, 10);

  /** Orders that are not measured: the last compiler, which a snapshot has, takes so many. */
  private static final int WARM_UP = 20_000;

  /** Enough for a clock of 10 ms. */
  private static final int ROUND = 1_000;

  private WarmOrders() {}

  private record Warm(Contender contender, MeasuredFunction function) {

    void run(int orders, int batch) throws InterruptedException {
      for (var done = 0; done < orders; done += batch) {
        function.invoke(batch);
      }
    }

    /** A round, with its costs an order. */
    void measure(int batch, Report report) throws Exception {
      run(batch, batch);
      var logged = function.logBytes();
      var before = function.now();
      run(ROUND, batch);
      var after = function.now();
      var name = contender.name();
      report.add(name, "processor ms", after.processorSince(before) / ROUND);
      report.add(name, "wall ms", after.millisSince(before) / ROUND);
      report.add(name, "log bytes", (function.logBytes() - logged) / (double) ROUND);
    }
  }

  public static void main(String[] arguments) throws Exception {
    var rounds = Integer.parseInt(System.getenv().getOrDefault("ROUNDS", "11"));
    Report.printMachine();
    System.out.println("Medians of " + rounds + " rounds of " + ROUND + " orders, an order.\n");
    for (var batch : BATCHES) {
      measure(batch, rounds);
    }
  }

  private static void measure(int batch, int rounds) throws Exception {
    var report = new Report("batches of " + batch, CONTENDERS.get(1).name());
    var all = new ArrayList<Warm>();
    try (var folder = new TemporaryFolder("bench-warm")) {
      var command = new RuntimeCommand(folder.path());
      try {
        for (var contender : CONTENDERS) {
          var task = TaskFolder.of(contender.code(), folder.path());
          var function = new MeasuredFunction(contender, command, task, List.of());
          all.add(new Warm(contender, function));
          function.awaitReady();
          all.getLast().run(WARM_UP, batch);
        }
        for (var warm : inTurns(all, rounds)) {
          warm.measure(batch, report);
        }
      } finally {
        all.forEach(warm -> warm.function().close());
      }
    }
    report.print();
  }

  private static List<Warm> inTurns(List<Warm> all, int rounds) {
    var order = new ArrayList<Warm>();
    for (var round = 0; round < rounds; round++) {
      order.addAll(all);
    }
    Collections.shuffle(order, new Random(rounds));
    return order;
  }
}

package com.example.orders.benchmarks.lambda;

import com.example.orders.benchmarks.lambda.Contender.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the first order pays: starts of each contender in random order, each in a JVM of its own, up
 * to the answer to a batch of one order.
 */
public final class ColdStarts {
  private static final Contender ORDINARY = Contender.ordinary();
  private static final Contender OURS = Contender.ours();

  private static final List<Contender> CONTENDERS =
      List.of(
          Contender.bare(),
          ORDINARY,
          OURS,
          ORDINARY.as("ordinary, restored", Kind.UNPRIMED),
          OURS.as("ours, restored", Kind.UNPRIMED),
          OURS.as("ours, primed and restored", Kind.PRIMED));

  private final RuntimeCommand command;
  private final Map<List<Path>, TaskFolder> tasks = new HashMap<>();
  private final Report cold = new Report("cold start", ORDINARY.name());
  private final Report restored = new Report("after a restore", "ours, restored");
  private final Report size = new Report("size", ORDINARY.name());

  private ColdStarts(Path folder) throws IOException {
    command = new RuntimeCommand(folder);
    for (var contender : CONTENDERS) {
      if (!tasks.containsKey(contender.code())) {
        tasks.put(contender.code(), TaskFolder.of(contender.code(), folder));
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    var starts = Integer.parseInt(System.getenv().getOrDefault("STARTS", "11"));
    Report.printMachine();
    try (var folder = new TemporaryFolder("bench-cold")) {
      var measurement = new ColdStarts(folder.path());
      measurement.sizes();
      measurement.starts(starts);
      System.out.println("Medians of " + starts + " starts, and their quartiles.\n");
      measurement.cold.print();
      measurement.restored.print();
      measurement.size.print();
    }
  }

  /** The first of all is not counted: it fills the system's page cache. */
  private void starts(int starts) throws Exception {
    for (var contender : CONTENDERS) {
      try (var function = start(contender, List.of())) {
        function.awaitReady();
        function.invoke(1);
      }
    }
    var order = new ArrayList<Contender>();
    for (var start = 0; start < starts; start++) {
      order.addAll(CONTENDERS);
    }
    Collections.shuffle(order, new Random(starts));
    for (var contender : order) {
      try (var function = start(contender, List.of())) {
        measure(contender, function);
      }
    }
  }

  private void measure(Contender contender, MeasuredFunction function) throws Exception {
    var init = function.awaitInit();
    var ready = function.awaitReady();
    var before = function.now();
    var after = function.invoke(1);
    if (contender.kind().isSnapshot()) {
      restored.add(contender.name(), "first invoke ms", after.millisSince(before));
      restored.add(contender.name(), "processor ms of it", after.processorSince(before));
      restored.add(
          contender.name(), "hooks after restore ms", ready.millisSince(function.awaitRestore()));
      restored.add(contender.name(), "init before ms", init.millisSince(function.start()));
    } else {
      var name = contender.name();
      cold.add(name, "total ms", init.millisSince(function.start()) + after.millisSince(before));
      cold.add(name, "processor ms", after.processorMillis());
      cold.add(name, "init ms", init.millisSince(function.start()));
      cold.add(name, "first invoke ms", after.millisSince(before));
      cold.add(name, "memory MB", function.peakMegabytes());
    }
  }

  /** By a start of its own: the JVM's log of its classes costs time. */
  private void sizes() throws Exception {
    for (var contender : CONTENDERS.subList(0, 3)) {
      var loaded = LoadedClasses.of(contender, command, task(contender));
      size.add(contender.name(), "classes", loaded.all());
      size.add(contender.name(), "of them not in the JDK's archive", loaded.fromJars());
      size.add(contender.name(), "zip kB", task(contender).zipBytes() / 1000.0);
      size.add(contender.name(), "AWS calls", contender.calls());
    }
    for (var contender : CONTENDERS.subList(3, CONTENDERS.size())) {
      var loaded = LoadedClasses.of(contender, command, task(contender));
      restored.add(contender.name(), "classes it loads", loaded.byTheOrder());
    }
  }

  private MeasuredFunction start(Contender contender, List<String> flags) throws IOException {
    return new MeasuredFunction(contender, command, task(contender), flags);
  }

  private TaskFolder task(Contender contender) {
    var task = tasks.get(contender.code());
    if (task == null) {
      throw new IllegalArgumentException(contender.name());
    }
    return task;
  }
}

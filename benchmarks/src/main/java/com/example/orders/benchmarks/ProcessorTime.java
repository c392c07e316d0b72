package com.example.orders.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor time of this JVM and of its children, the functions' JVMs and Dynoxide, which is no
 * matter of other load.
 */
record ProcessorTime(Map<Long, Duration> byProcess, Map<Long, String> names) {
  /** Milliseconds an order; less is only in the sum. */
  private static final double SHOWN = 0.05;

  static ProcessorTime now() {
    var times = new TreeMap<Long, Duration>();
    var names = new TreeMap<Long, String>();
    var self = ProcessHandle.current();
    times.put(self.pid(), self.info().totalCpuDuration().orElse(Duration.ZERO));
    names.put(self.pid(), "cloud and clients");
    self.descendants()
        .forEach(
            child -> {
              times.put(child.pid(), child.info().totalCpuDuration().orElse(Duration.ZERO));
              names.put(child.pid(), name(child));
            });
    return new ProcessorTime(times, names);
  }

  /** What was used since, an order, by function; what has ended since is missing. */
  String since(int orders) {
    var now = now();
    var used = new TreeMap<String, Duration>();
    now.byProcess()
        .forEach(
            (pid, time) ->
                used.merge(
                    now.names().getOrDefault(pid, "?"),
                    time.minus(byProcess.getOrDefault(pid, Duration.ZERO)),
                    Duration::plus));
    var text = new StringBuilder();
    var all = Duration.ZERO;
    for (var entry : used.entrySet()) {
      all = all.plus(entry.getValue());
      var each = perOrder(entry.getValue(), orders);
      if (each >= SHOWN) {
        text.append(String.format(Locale.ROOT, "%s=%.1f ", entry.getKey(), each));
      }
    }
    return text.append(String.format(Locale.ROOT, "all=%.1f", perOrder(all, orders))).toString();
  }

  private static double perOrder(Duration time, int orders) {
    return time.toMillis() / (double) Math.max(1, orders);
  }

  /** The function's name, or the program's. */
  private static String name(ProcessHandle child) {
    try {
      for (var variable :
          Files.readString(Path.of("/proc", Long.toString(child.pid()), "environ")).split("\0")) {
        if (variable.startsWith("AWS_LAMBDA_FUNCTION_NAME=")) {
          return variable.substring(variable.indexOf('=') + 1);
        }
      }
    } catch (IOException ended) {
      // has no name any more
    }
    return child.info().command().map(path -> path.replaceFirst(".*/", "")).orElse("?");
  }
}

package com.example.orders.benchmarks.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Classes that an environment loads up to its first answer, as the JVM logs them.
 *
 * @param all from the start on
 * @param fromJars those of them that are not in the JDK's archive
 * @param byTheOrder those that the first order loads, in an environment that is ready
 */
record LoadedClasses(long all, long fromJars, long byTheOrder) {

  static LoadedClasses of(Contender contender, RuntimeCommand command, TaskFolder task)
      throws IOException, InterruptedException {
    var log = task.path().resolveSibling(contender.name() + ".classes");
    var flags = List.of("-Xlog:class+load:file=" + log);
    try (var function = new MeasuredFunction(contender, command, task, flags)) {
      function.awaitReady();
      var before = lines(log).size();
      function.invoke(1);
      var all = lines(log);
      var fromJars = all.stream().filter(line -> !line.contains("shared objects file")).count();
      return new LoadedClasses(all.size(), fromJars, all.size() - before);
    }
  }

  private static List<String> lines(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("source:")).toList();
    }
  }
}

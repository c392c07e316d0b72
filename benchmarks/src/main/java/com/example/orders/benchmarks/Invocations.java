package com.example.orders.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import localcloud.lambda.LogSink;

/**
 * Counts each function's invocations three ways that know nothing of each other: how many there
 * were, how long each was by its REPORT line, and how many ran at each look in between.
 */
final class Invocations implements LogSink {
  private static final Pattern REPORT = Pattern.compile("^REPORT .*?Duration: ([\\d.]+) ms\t.*");
  private static final Duration LOOK = Duration.ofMillis(2);

  /** What is known of one function. */
  private static final class Counts {
    final AtomicInteger running = new AtomicInteger();
    final LongAdder ended = new LongAdder();
    final DoubleAdder millis = new DoubleAdder();
    final LongAdder seen = new LongAdder();
  }

  private final Map<String, Counts> functions = new ConcurrentHashMap<>();
  private final LongAdder looks = new LongAdder();

  @Override
  public void line(String function, String environment, String line) {
    var counts = counts(function);
    if (line.startsWith("START RequestId: ")) {
      counts.running.incrementAndGet();
    } else if (line.startsWith("END RequestId: ")) {
      counts.running.decrementAndGet();
    } else {
      var report = REPORT.matcher(line);
      if (report.matches()) {
        counts.ended.increment();
        counts.millis.add(Double.parseDouble(report.group(1)));
      }
    }
  }

  private Counts counts(String function) {
    return functions.computeIfAbsent(function, _ -> new Counts());
  }

  /** Looks every two milliseconds how many run, until the executor is shut down. */
  void watch(ScheduledExecutorService executor) {
    executor.scheduleAtFixedRate(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    looks.increment();
    functions.values().forEach(counts -> counts.seen.add(counts.running.get()));
  }

  /** Forgets everything but what runs. */
  void reset() {
    looks.reset();
    for (var counts : functions.values()) {
      counts.ended.reset();
      counts.millis.reset();
      counts.seen.reset();
    }
  }

  int ended(String function) {
    return counts(function).ended.intValue();
  }

  /** The mean duration, in seconds. */
  double seconds(String function) {
    return counts(function).millis.sum() / 1_000 / ended(function);
  }

  /** How many ran at once, on average over all looks. */
  double atOnce(String function) {
    return counts(function).seen.sum() / looks.doubleValue();
  }
}

package com.example.orders.benchmarks.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** One environment of a function: a JVM of its own, and what it used up to each of its answers. */
final class MeasuredFunction implements AutoCloseable, Endpoint.Watch {
  private static final String DONE = "{\"batchItemFailures\":[]}";
  private static final int PATIENCE_SECONDS = 30;
  private static final int QUIET_MILLIS = 200;

  /** A point in the environment's life. */
  record Point(long nanos, double processorMillis) {
    double millisSince(Point earlier) {
      return (nanos - earlier.nanos) / 1e6;
    }

    double processorSince(Point earlier) {
      return processorMillis - earlier.processorMillis;
    }
  }

  private record Answer(String text, Point point) {}

  private final Contender contender;
  private final Endpoint endpoint;
  private final Process process;
  private final Path log;
  private final Point start;
  private final CompletableFuture<Point> initialized = new CompletableFuture<>();
  private final CompletableFuture<Point> restored = new CompletableFuture<>();
  private final CompletableFuture<Point> ready = new CompletableFuture<>();
  private final SynchronousQueue<Answer> answers = new SynchronousQueue<>();

  MeasuredFunction(Contender contender, RuntimeCommand command, TaskFolder task, List<String> flags)
      throws IOException {
    this.contender = contender;
    endpoint = new Endpoint(this);
    log = Files.createTempFile(task.path().getParent(), contender.name(), ".log");
    var builder =
        new ProcessBuilder(command.of(contender, flags))
            .directory(task.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(Variables.of(contender, task, endpoint.address()));
    start = new Point(System.nanoTime(), 0);
    process = builder.start();
    process.onExit().thenRun(this::ended);
  }

  Point start() {
    return start;
  }

  /** When it has been initialized: it asks for an event, or to be restored. */
  Point awaitInit() {
    return initialized.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** When its restore begins. */
  Point awaitRestore() {
    return restored.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** When it asks for its first event. */
  Point awaitReady() {
    return ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The answer to a batch of so many orders, which must be that all are done. */
  Point invoke(int orders) throws InterruptedException {
    endpoint.send(Batch.of(orders));
    var answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var calls = endpoint.takeCalls();
    var made = calls.values().stream().mapToInt(Integer::intValue).sum();
    if (answer == null || !answer.text().equals(DONE) || made != orders * contender.calls()) {
      throw new IllegalStateException(
          contender.name() + ": " + (answer == null ? "none" : answer.text()) + calls + tail());
    }
    return answer.point();
  }

  Point now() {
    return point(System.nanoTime());
  }

  /** The largest part of it that was in memory, in MB. */
  long peakMegabytes() {
    return Long.parseLong(statusOf("VmHWM:")) / 1024;
  }

  long logBytes() throws IOException {
    return Files.size(log);
  }

  /** A snapshot compiles nothing: the restore begins when what was begun is compiled. */
  @Override
  public void wantsRestore(long nanos) throws InterruptedException {
    initialized.complete(point(nanos));
    for (var before = Double.NaN; before != now().processorMillis(); ) {
      before = now().processorMillis();
      Thread.sleep(QUIET_MILLIS);
    }
    restored.complete(now());
  }

  @Override
  public void isReady(long nanos) {
    if (!ready.isDone()) {
      var point = point(nanos);
      initialized.complete(point);
      ready.complete(point);
    }
  }

  @Override
  public void answered(String text, long nanos) {
    var point = point(nanos);
    try {
      answers.put(new Answer(text, point));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    endpoint.close();
  }

  private void ended() {
    var why = new IllegalStateException(contender.name() + " has ended" + tail());
    initialized.completeExceptionally(why);
    restored.completeExceptionally(why);
    ready.completeExceptionally(why);
  }

  private String tail() {
    try {
      var text = Files.readString(log);
      return "\n" + text.substring(Math.max(0, text.length() - 4_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** User and system time of all its threads, to 10 ms (proc(5), utime and stime). */
  private Point point(long nanos) {
    var time = process.info().totalCpuDuration();
    return new Point(nanos, time.map(used -> used.toNanos() / 1e6).orElse(Double.NaN));
  }

  private String statusOf(String field) {
    try (var lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .map(line -> line.replaceAll("\\D", ""))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import localcloud.lambda.LambdaFaults.Harm;
import org.jspecify.annotations.Nullable;

/**
 * One execution environment: a child JVM that runs one invocation at a time. Its life: init, ready,
 * then invocation after invocation until it ends or is killed.
 */
final class ExecutionEnvironment implements AutoCloseable {
  /** Lambda's limit on a response, in bytes (its own error message names this figure). */
  private static final int RESPONSE_LIMIT = 6_291_556;

  /** The type of an injected exception: any that a handler might throw. */
  private static final String INJECTED = "java.lang.IllegalStateException";

  /** What a runtime that has answered may take to ask for the next event. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration RESTORE = Duration.ofSeconds(10);

  /** What a child may take to end that is asked to, and one that writes down what it recorded. */
  private static final Duration END = Duration.ofMillis(500);

  private static final Duration END_OF_RECORDING = Duration.ofSeconds(30);

  /** An invocation with the time by which it must be done. */
  record Delivery(Invocation invocation, Instant deadline) {}

  private sealed interface Init {
    record Ready(double millis) implements Init {}

    record Failed(byte[] error) implements Init {}

    record Ended() implements Init {}
  }

  private static final class Run {
    final Invocation invocation;
    final CompletableFuture<InvocationResult> response = new CompletableFuture<>();

    /** Done when the runtime asks for the next event, or has ended. */
    final CompletableFuture<Void> finished = new CompletableFuture<>();

    private @Nullable String text;

    Run(Invocation invocation) {
      this.invocation = invocation;
    }

    /** One text for all who ask: each call that the function makes does. */
    synchronized String text() {
      if (text == null) {
        text = invocation.text();
      }
      return text;
    }
  }

  private final String id;
  private final FunctionSpec function;
  private final LambdaSettings settings;
  private final Process process;
  private final Duration end;
  private final ChildLog log;
  private final RuntimeApi api;
  private final InvocationJournal journal;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<Init> init = new CompletableFuture<>();
  private final BlockingQueue<Optional<Delivery>> deliveries = new ArrayBlockingQueue<>(2);

  /** Done when an invocation wants what has been initialized; false if it never will. */
  private final CompletableFuture<Boolean> wanted = new CompletableFuture<>();

  private final CompletableFuture<Init> restore = new CompletableFuture<>();
  private volatile long wantedAt;
  private volatile @Nullable Run current;

  /** Of the invocation that it has, from when that takes the environment. */
  private volatile InvocationJournal.@Nullable Line line;

  private boolean initReported;
  private long peakMb;

  ExecutionEnvironment(
      String id,
      FunctionSpec function,
      LambdaSettings settings,
      ProcessBuilder command,
      Optional<Recording> recording,
      RuntimeApi api,
      InvocationJournal journal)
      throws IOException {
    this.id = id;
    this.function = function;
    this.settings = settings;
    this.api = api;
    this.journal = journal;
    api.add(this);
    process = command.start();
    var logs = settings.logs();
    logs.begin(id, function.version());
    log = new ChildLog(process.getInputStream(), line -> logs.line(function.name(), id, line));
    Thread.ofVirtual().name("log-" + id).start(this::followLog);
    end = recording.isPresent() ? END_OF_RECORDING : END;
    recording.ifPresent(of -> process.onExit().thenAccept(ended -> of.end(ended.exitValue())));
    process.onExit().thenRun(this::ended);
  }

  String id() {
    return id;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Done when its init has ended, however it did. */
  CompletableFuture<?> initialized() {
    return init;
  }

  /** Runs one invocation to its end; the caller holds this environment alone. */
  InvocationResult invoke(Invocation invocation) throws InterruptedException {
    line = journal.begin(invocation, function, id);
    var started = awaitInit();
    if (started instanceof Init.Ready && function.startsFromSnapshot()) {
      started = awaitRestore();
    }
    return switch (started) {
      case null -> initTimedOut(invocation);
      case Init.Failed(var error) ->
          report(invocation, 0, new InvocationResult(error, true, tail()));
      case Init.Ended() -> report(invocation, 0, exitError(invocation));
      case Init.Ready(var millis) -> deliver(invocation, initReported ? 0 : millis);
    };
  }

  /** The next event for the runtime, or null when this environment is at its end. */
  @Nullable Delivery next() throws InterruptedException {
    // before init is complete: the waiting invoker then sets the next run
    finishCurrent();
    init.complete(new Init.Ready(millisSince(startedAt)));
    restore.complete(new Init.Ready(millisSince(wantedAt)));
    return deliveries.take().orElse(null);
  }

  /** Takes the handler's result; false if it is for another invocation. */
  boolean respond(String requestId, byte[] payload, boolean failed) {
    var run = current;
    if (run == null || !run.invocation.requestId().equals(requestId)) {
      return false;
    }
    if (meets(Harm.KILL_AT_END, run.invocation)) {
      lose();
      return true;
    }
    if (meets(Harm.OUT_OF_MEMORY, run.invocation)) {
      run.response.complete(
          InvocationResult.thrown("java.lang.OutOfMemoryError", "Java heap space"));
      lose();
      return true;
    }
    return run.response.complete(
        payload.length > RESPONSE_LIMIT
            ? InvocationResult.error(
                "Function.ResponseSizeTooLarge",
                requestId,
                "Response payload size exceeded maximum allowed payload size (%d bytes)."
                    .formatted(RESPONSE_LIMIT))
            : new InvocationResult(payload, failed, new byte[0]));
  }

  boolean failInit(byte[] error) {
    return init.complete(new Init.Failed(error));
  }

  /** The snapshot: the runtime, initialized, waits until this environment is wanted. */
  boolean awaitWanted() {
    for (var connection : OpenConnections.of(process.pid(), api.port())) {
      log.add("SNAPSHOT has an open connection to " + connection);
    }
    init.complete(new Init.Ready(millisSince(startedAt)));
    return wanted.join();
  }

  boolean failRestore(byte[] error) {
    return restore.complete(new Init.Failed(error));
  }

  /**
   * What stands against publishing a version of which this is the first environment; empty if its
   * snapshot can be taken.
   */
  Optional<String> refusal() throws InterruptedException {
    var started = awaitInit();
    log.drain();
    return switch (started) {
      case null -> Optional.of("its initialization takes too long");
      case Init.Failed(var error) -> Optional.of(new String(error, UTF_8));
      case Init.Ended() -> Optional.of("its runtime has ended: " + new String(tail(), UTF_8));
      case Init.Ready _ -> Optional.empty();
    };
  }

  /** The credentials of the function, for whom has the environment's token. */
  Optional<String> credentials(String token) {
    var keys = Credentials.of(function.arn());
    return token.equals(keys.sessionToken(id)) ? Optional.of(keys.json(id)) : Optional.empty();
  }

  /** Asks the child to end, then kills it. */
  @Override
  public void close() {
    process.toHandle().destroy(); // leaves the child's input open, whose end would end it at once
    try {
      if (!process.waitFor(end)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The event that it is working on; empty between invocations. */
  String work() {
    var run = current;
    return run == null ? "" : run.text();
  }

  /** Ends the child at once, whatever it is doing, as a machine that is lost. */
  void lose() {
    log.drain();
    process.destroyForcibly();
  }

  private void kill() throws InterruptedException {
    peakMb = peakMemoryMb();
    process.destroyForcibly().waitFor();
  }

  /**
   * Null after a timeout. AWS stops an init at 10 seconds and repeats it within the function's
   * timeout; here the first one may go on for as long.
   */
  private @Nullable Init awaitInit() throws InterruptedException {
    var limit = settings.initTimeout().plus(function.timeout());
    return await(init, init.isDone() ? Duration.ZERO : limit)
        ? init.getNow(new Init.Ended())
        : null;
  }

  /** The hooks after a restore have 10 s (Lambda guide, "Lambda SnapStart runtime hooks"). */
  private @Nullable Init awaitRestore() throws InterruptedException {
    if (!wanted.isDone()) {
      wantedAt = System.nanoTime();
      wanted.complete(true);
    }
    return await(restore, RESTORE) ? restore.getNow(new Init.Ended()) : null;
  }

  private InvocationResult initTimedOut(Invocation invocation) throws InterruptedException {
    kill();
    return report(invocation, 0, timeout(invocation));
  }

  private InvocationResult deliver(Invocation invocation, double initMillis)
      throws InterruptedException {
    var run = new Run(invocation);
    current = run;
    log.start("START RequestId: " + invocation.requestId() + " Version: " + function.version());
    if (meets(Harm.THROW, invocation)) {
      current = null;
      initReported = true;
      return report(invocation, 0, initMillis, InvocationResult.thrown(INJECTED, "Injected"));
    }
    if (meets(Harm.KILL_AT_START, invocation)) {
      kill();
    }
    var begin = System.nanoTime();
    deliveries.add(Optional.of(new Delivery(invocation, Instant.now().plus(function.timeout()))));
    if (!process.isAlive()) {
      run.finished.complete(null);
    }
    var inTime = await(CompletableFuture.anyOf(run.response, run.finished), function.timeout());
    var millis = millisSince(begin);
    if (!inTime || !await(run.finished, GRACE)) {
      kill();
    }
    current = null;
    initReported = true;
    return report(invocation, millis, initMillis, result(run, inTime));
  }

  private InvocationResult result(Run run, boolean inTime) throws InterruptedException {
    if (run.response.isDone()) {
      return run.response.join();
    }
    return inTime ? exitError(run.invocation) : timeout(run.invocation);
  }

  private boolean meets(Harm harm, Invocation invocation) {
    var strike = settings.faults().strike(harm, function.arn(), "", invocation::text);
    var journaled = line;
    if (journaled != null) {
      strike.ifPresent(struck -> journaled.fault(struck.rule()));
    }
    return strike.isPresent();
  }

  private InvocationResult timeout(Invocation invocation) {
    var message = "Task timed out after %s seconds".formatted(seconds(function.timeout()));
    log.add(
        Instant.now().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + invocation.requestId()
            + " "
            + message);
    return InvocationResult.error("Sandbox.Timedout", invocation.requestId(), message);
  }

  private InvocationResult exitError(Invocation invocation) throws InterruptedException {
    var code = process.waitFor();
    var message =
        switch (code) {
          case 0 -> "Runtime exited without providing a reason";
          case 128 + 9 -> "Runtime exited with error: signal: killed";
          default -> "Runtime exited with error: exit status " + code;
        };
    log.add("RequestId: " + invocation.requestId() + " Error: " + message);
    return InvocationResult.error("Runtime.ExitError", invocation.requestId(), message);
  }

  private InvocationResult report(Invocation invocation, double millis, InvocationResult result) {
    return report(invocation, millis, 0, result);
  }

  /** Prints END and REPORT as Lambda does; an init is billed with its first invocation. */
  private InvocationResult report(
      Invocation invocation, double millis, double initMillis, InvocationResult result) {
    var billed = (long) Math.ceil(millis + initMillis);
    log.add("END RequestId: " + invocation.requestId());
    var report =
        new StringBuilder(
            "REPORT RequestId: %s\tDuration: %s ms\tBilled Duration: %d ms\tMemory Size: %d MB\tMax Memory Used: %d MB\t"
                .formatted(
                    invocation.requestId(),
                    decimals(millis),
                    billed,
                    function.memoryMb(),
                    peakMemoryMb()));
    if (initMillis > 0) {
      report
          .append(function.startsFromSnapshot() ? "Restore Duration: " : "Init Duration: ")
          .append(decimals(initMillis))
          .append(" ms\t");
    }
    log.add(report.toString());
    var journaled = line;
    if (journaled != null) {
      journaled.end(result, billed, (long) initMillis, log.ingested());
    }
    return result.withLogTail(log.tail()).by(function.version());
  }

  private byte[] tail() {
    return log.tail();
  }

  private long peakMemoryMb() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(peakMb);
    } catch (IOException ended) {
      return peakMb;
    }
  }

  private void ended() {
    log.drain();
    init.complete(new Init.Ended());
    restore.complete(new Init.Ended());
    wanted.complete(false);
    finishCurrent();
    deliveries.offer(Optional.empty());
    api.remove(this);
  }

  private void finishCurrent() {
    var run = current;
    if (run != null) {
      run.finished.complete(null);
    }
  }

  private void followLog() {
    try {
      while (process.isAlive()) {
        log.drain();
        Thread.sleep(current == null ? 100 : 10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean await(CompletableFuture<?> future, Duration limit)
      throws InterruptedException {
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static String decimals(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static String seconds(Duration duration) {
    return decimals(duration.toMillis() / 1000.0);
  }
}

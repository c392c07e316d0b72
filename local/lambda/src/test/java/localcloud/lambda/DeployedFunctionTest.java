package localcloud.lambda;

import static localcloud.lambda.LocalFunctions.await;
import static localcloud.lambda.LocalFunctions.probe;
import static localcloud.lambda.LocalFunctions.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The environments are small processes; their runtime is a thread of this test. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DeployedFunctionTest {
  private static final int MOST = 8;
  private static final int ROUNDS = 200;
  private static final FunctionSpec SPEC = probe("pooled");

  private final List<ExecutionEnvironment> started = new CopyOnWriteArrayList<>();
  private final InvocationJournal journal = new InvocationJournal();
  private ExecutorService threads;
  private RuntimeApi api;
  private volatile Handler handler = _ -> {};
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore mayEnd = new Semaphore(0);
  private volatile boolean canStart = true;

  private interface Handler {
    void handle(ExecutionEnvironment environment) throws Exception;
  }

  @BeforeEach
  void open() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    api = new RuntimeApi(new Environments());
  }

  @AfterEach
  void close() {
    started.forEach(ExecutionEnvironment::close);
    threads.shutdownNow();
    api.close();
  }

  private DeployedFunction deployed(Duration scaleOutAfter) {
    var account = new Semaphore(1_000);
    return new DeployedFunction(
        SPEC, this::start, () -> account, new Semaphore(MOST, true), scaleOutAfter);
  }

  private ExecutionEnvironment start() throws IOException {
    if (!canStart) {
      throw new IOException("no process");
    }
    var environment =
        new ExecutionEnvironment(
            "environment-" + started.size(),
            SPEC,
            settings(),
            new ProcessBuilder("cat"),
            Optional.empty(),
            api,
            journal);
    started.add(environment);
    threads.execute(() -> serve(environment));
    return environment;
  }

  private void serve(ExecutionEnvironment environment) {
    try {
      for (var next = environment.next(); next != null; next = environment.next()) {
        handler.handle(environment);
        environment.respond(next.invocation().requestId(), new byte[0], false);
      }
    } catch (InterruptedException e) {
      // The test is over. Awaitility takes what a thread throws for a failure of any test that
      // waits.
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<InvocationResult> invoke(DeployedFunction function) {
    return CompletableFuture.supplyAsync(() -> result(function), threads)
        .orTimeout(1, TimeUnit.MINUTES);
  }

  private static InvocationResult result(DeployedFunction function) {
    try {
      var trigger = new Invocation.Trigger("", false, Instant.now());
      return function.invoke(
          new Invocation("request", SPEC.arn(), new byte[0], null, null, trigger));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void invokeAtOnce(DeployedFunction function, int count) {
    var running = IntStream.range(0, count).mapToObj(_ -> invoke(function)).toList();
    running.forEach(CompletableFuture::join);
  }

  @Test
  void startsNoneWhereAsManyAreIdleAsAreWanted() {
    var function = deployed(Duration.ZERO);
    function.prewarm(MOST).join();
    var all = new CyclicBarrier(MOST);
    handler = _ -> all.await();

    for (var i = 0; i < ROUNDS; i++) {
      invokeAtOnce(function, 3 * MOST);
    }

    assertThat(started).hasSize(MOST);
  }

  @Test
  void neverHasMoreThanMayRunAtOnce() {
    var function = deployed(Duration.ZERO);

    for (var i = 0; i < ROUNDS; i++) {
      invokeAtOnce(function, 3 * MOST);
    }

    assertThat(started).hasSizeBetween(1, MOST);
    assertThat(function.environments()).isEqualTo(started.size());
  }

  /** With one busy environment, for which so many invocations wait. */
  private DeployedFunction busy(List<CompletableFuture<InvocationResult>> running, int waiting)
      throws InterruptedException {
    var function = deployed(Duration.ofHours(1));
    handler =
        _ -> {
          begun.release();
          mayEnd.acquire();
        };
    running.add(invoke(function));
    begun.acquire();
    for (var i = 0; i < waiting; i++) {
      running.add(invoke(function));
    }
    await().until(() -> function.waiting() == waiting);
    return function;
  }

  /** The one that ran, in its environment, and those that waited, for want of one. */
  private static void assertAllFailed(
      List<CompletableFuture<InvocationResult>> invocations, String why) {
    assertThat(invocations.getFirst().join().failed()).isTrue();
    assertThat(invocations.subList(1, invocations.size()))
        .isNotEmpty()
        .allSatisfy(result -> assertThatThrownBy(result::join).hasRootCauseMessage(why));
  }

  @Test
  void whoWaitsIsCalledWhenOthersAreStartedAhead() throws InterruptedException {
    var running = new ArrayList<CompletableFuture<InvocationResult>>();
    var function = busy(running, 3);

    function.prewarm(4);

    begun.acquire(3);
    assertThat(function.waiting()).isZero();
    mayEnd.release(4);
    running.forEach(CompletableFuture::join);
    assertThat(started).hasSize(4);
  }

  @Test
  void aReplacedFunctionEndsWhenAllWhoWaitedHaveRun() throws InterruptedException {
    var running = new ArrayList<CompletableFuture<InvocationResult>>();
    var function = busy(running, 3);

    function.retire();
    mayEnd.release(4);

    assertThat(running).allSatisfy(result -> assertThat(result.join().failed()).isFalse());
    assertThat(started).hasSize(1);
    assertThat(function.environments()).isZero();
  }

  @Test
  void allWhoWaitHaveRunAlsoIfAReplacedFunctionLosesItsLastEnvironment()
      throws InterruptedException {
    var running = new ArrayList<CompletableFuture<InvocationResult>>();
    var function = busy(running, 3);

    function.retire();
    started.getFirst().lose();
    assertThat(running.removeFirst().join().failed()).isTrue();
    mayEnd.release(4);

    assertThat(running).allSatisfy(result -> assertThat(result.join().failed()).isFalse());
    assertThat(function.environments()).isZero();
  }

  /** It was sent here a moment before. */
  @Test
  void whoComesWhenItHasJustBeenReplacedHasRunToo() {
    var function = deployed(Duration.ZERO);
    function.prewarm(2).join();

    function.retire();

    assertThat(result(function).failed()).isFalse();
    assertThat(started).hasSize(3);
    assertThat(function.environments()).isZero();
  }

  @Test
  void allWhoWaitFailWhenItIsClosed() throws InterruptedException {
    var running = new ArrayList<CompletableFuture<InvocationResult>>();
    var function = busy(running, 3);

    function.close();

    assertAllFailed(running, "Function pooled is closed");
  }

  @Test
  void allWhoWaitTryToStartOneWhenTheLastIsLost() throws InterruptedException {
    var running = new ArrayList<CompletableFuture<InvocationResult>>();
    busy(running, 3);

    canStart = false;
    started.getFirst().lose();

    assertAllFailed(running, "no process");
  }
}

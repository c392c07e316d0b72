package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task on its way to exactly one outcome: result, failure or running out of time.
 */
final class TaskAttempt implements TaskTokens.Waiting, AutoCloseable {
  private final Timer timer;
  private final OptionalLong heartbeatSeconds;
  private final CompletableFuture<JsonNode> outcome = new CompletableFuture<>();
  private final CompletableFuture<JsonNode> ranOut = new CompletableFuture<>();
  private Runnable stopTimeout = () -> {};
  private Runnable stopHeartbeat = () -> {};

  TaskAttempt(Timer timer, OptionalLong heartbeatSeconds) {
    this.timer = timer;
    this.heartbeatSeconds = heartbeatSeconds;
  }

  /** Starts the clocks. */
  synchronized void started(OptionalLong timeoutSeconds) {
    timeoutSeconds.ifPresent(
        seconds ->
            stopTimeout =
                timer.at(timer.now().plusSeconds(seconds), () -> runOut(StatesError.timeout())));
    expectHeartbeat();
  }

  private void expectHeartbeat() {
    stopHeartbeat.run();
    heartbeatSeconds.ifPresent(
        seconds ->
            stopHeartbeat =
                timer.at(
                    timer.now().plusSeconds(seconds), () -> runOut(StatesError.missedHeartbeat())));
  }

  private void runOut(StatesError failure) {
    if (outcome.completeExceptionally(failure)) {
      ranOut.completeExceptionally(failure);
    }
  }

  @Override
  public boolean succeed(JsonNode output) {
    return outcome.complete(output);
  }

  @Override
  public boolean fail(@Nullable String error, @Nullable String cause) {
    return outcome.completeExceptionally(StatesError.of(error, cause));
  }

  @Override
  public synchronized boolean beat() {
    if (!outcome.isDone()) {
      expectHeartbeat();
    }
    return !outcome.isDone();
  }

  /**
   * The call's answer, unless time runs out first. A call that runs on is left alone, as on AWS.
   */
  JsonNode await(CompletableFuture<JsonNode> call) throws InterruptedException {
    return get(CompletableFuture.anyOf(call, ranOut).thenApply(JsonNode.class::cast));
  }

  JsonNode awaitOutcome() throws InterruptedException {
    return get(outcome);
  }

  private static JsonNode get(CompletableFuture<JsonNode> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      var cause = e.getCause();
      throw cause instanceof StatesError error ? error : StatesError.runtime(String.valueOf(cause));
    }
  }

  /** Ends the attempt for good: a later callback finds its task gone. */
  @Override
  public synchronized void close() {
    outcome.cancel(false);
    stopTimeout.run();
    stopHeartbeat.run();
  }
}

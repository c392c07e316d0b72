package com.example.orders.local.lambda;

import com.example.orders.local.aws.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asynchronous invocations: accepted at once, run in the background, repeated after a function
 * error. A throttled event is not an attempt: it waits and is offered again (Lambda guide,
 * "Asynchronous invocation").
 */
final class AsyncInvocations implements AutoCloseable {
  private static final Duration FIRST_THROTTLE_WAIT = Duration.ofMillis(100);
  private static final Duration LAST_THROTTLE_WAIT = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Duration> retryDelays;

  AsyncInvocations(List<Duration> retryDelays) {
    this.retryDelays = retryDelays;
  }

  void accept(DeployedFunction function, Invocation invocation) {
    threads.execute(() -> run(function, invocation));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void run(DeployedFunction function, Invocation invocation) {
    try {
      var result = invokeUnthrottled(function, invocation);
      for (var delay : retryDelays) {
        if (!result.failed()) {
          return;
        }
        Thread.sleep(delay);
        result = invokeUnthrottled(function, invocation);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InvocationResult invokeUnthrottled(
      DeployedFunction function, Invocation invocation) throws InterruptedException {
    for (var wait = FIRST_THROTTLE_WAIT; ; wait = longer(wait)) {
      try {
        return function.invoke(invocation);
      } catch (AwsException e) {
        if (e.status() != 429) {
          throw e;
        }
        Thread.sleep(wait);
      }
    }
  }

  private static Duration longer(Duration wait) {
    var doubled = wait.multipliedBy(2);
    return doubled.compareTo(LAST_THROTTLE_WAIT) < 0 ? doubled : LAST_THROTTLE_WAIT;
  }
}

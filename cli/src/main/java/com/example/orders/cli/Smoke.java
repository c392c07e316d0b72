package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import com.example.orders.testorder.TestOrder;
import com.example.orders.testorder.Verdict;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends one test order through the application as a customer does, and waits for its end: {@code
 * make smoke}, here or after a deployment.
 */
public final class Smoke {
  /** What passes by itself; the same order again is safe. */
  private static final Set<Integer> BUSY = Set.of(429, 500, 502, 503, 504);

  private static final int ACCEPTED = 202;

  private final TestOrder order;
  private final Duration patience;
  private final Duration pause;

  /**
   * @param patience how long the order may take to its end, time to place it again included
   */
  Smoke(TestOrder order, Duration patience, Duration pause) {
    this.order = requireNonNull(order);
    this.patience = requireNonNull(patience);
    this.pause = requireNonNull(pause);
  }

  public static void main(String[] arguments) throws InterruptedException {
    try {
      var environment = System.getenv();
      var smoke = new Smoke(TestOrder.overHttp(), Duration.ofMinutes(5), Duration.ofSeconds(1));
      var token = requireNonNull(environment.get("ORDERLY_TOKEN"), "ORDERLY_TOKEN");
      Console.say("%s", smoke.run(api(environment), token, UUID.randomUUID()));
    } catch (SdkException | IllegalStateException e) {
      Console.fail("The stack cannot be read: " + e.getMessage());
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  private static URI api(Map<String, String> environment) {
    var stack = environment.getOrDefault("STACK", "");
    return URI.create(
        stack.isBlank()
            ? "http://127.0.0.1:%s/v1".formatted(environment.get("API_PORT"))
            : StackOutputs.of(stack, null).get("ApiUrl"));
  }

  /**
   * Answers the closing line of an order that has passed.
   *
   * @throws CommandException with the reason if it has not
   */
  String run(URI api, String token, UUID id) throws InterruptedException {
    var end = System.nanoTime() + patience.toNanos();
    try {
      place(api, token, id, end);
      while (true) {
        switch (order.judge(api, token, id)) {
          case Verdict.Passed(var lasted) -> {
            return "SMOKE passed order=%s after %d ms".formatted(id, lasted.toMillis());
          }
          case Verdict.Failed(var why) -> throw failed(id, why);
          case Verdict.Pending(var status) -> waitOr(end, id, "it is still " + status);
          case Verdict.Missing() -> waitOr(end, id, "it was accepted and has no row");
        }
      }
    } catch (IOException e) {
      throw failed(id, api + " does not answer: " + e);
    }
  }

  private void place(URI api, String token, UUID id, long end)
      throws IOException, InterruptedException {
    var status = order.place(api, token, id);
    while (BUSY.contains(status)) {
      waitOr(end, id, "placing it is still answered with " + status);
      status = order.place(api, token, id);
    }
    if (status != ACCEPTED) {
      throw failed(id, "placing it is answered with " + status);
    }
  }

  private void waitOr(long end, UUID id, String otherwise) throws InterruptedException {
    if (System.nanoTime() >= end) {
      throw failed(id, otherwise);
    }
    Thread.sleep(pause);
  }

  private static CommandException failed(UUID id, String why) {
    return new CommandException("SMOKE failed order=%s: %s".formatted(id, why), null);
  }
}

package com.example.orders.canary;

import com.example.orders.canary.LocalCanary.Outcome;
import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import com.example.orders.cli.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the canary's customer in the running local cloud and lets the canary run twice, as if five
 * minutes had passed between: {@code make canary}.
 */
public final class CanaryCommand {
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private CanaryCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (var canary = new LocalCanary(Run.localEndpoint(System.getenv()), Run.STACK_NAME)) {
      canary.makeCustomer();
      var outcome = tried(canary, Instant.now());
      outcome.problems().forEach(problem -> Console.sayHarmless(List.of(problem)));
      if (!outcome.passed()) {
        throw new CommandException("The canary fails", null);
      }
      Console.say("The canary passes: its order was confirmed in %.1f s", outcome.seconds());
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  /**
   * The second run, which judges the order of the first; it is repeated until that order has ended.
   */
  static Outcome tried(LocalCanary canary, Instant now) throws InterruptedException {
    var placed = canary.run(now.minus(EVERY));
    var end = now.plus(PATIENCE);
    var judged = canary.run(now);
    while (isUnderWay(judged) && Instant.now().isBefore(end)) {
      Thread.sleep(PAUSE);
      judged = canary.run(now);
    }
    // The order before the first was never placed.
    var problems = placed.problems().stream().filter(problem -> !problem.startsWith("judge"));
    return new Outcome(
        Stream.concat(problems, judged.problems().stream()).distinct().toList(), judged.seconds());
  }

  private static boolean isUnderWay(Outcome judged) {
    return judged.problems().stream()
        .anyMatch(problem -> problem.contains(" is still ") || problem.endsWith("never recorded"));
  }
}

package com.example.orders.placetestorder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.Telemetry;
import com.example.orders.testorder.TestOrder;
import com.example.orders.testorder.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Judges the test order of the run before, and places the next. An order's ID is made of the time
 * for which its run was scheduled, so no run waits, none keeps anything for the next, and one that
 * comes twice places nothing new.
 */
final class Canary {
  /** The schedule's: an order ends, or is stuck, until the next run. */
  static final Duration EVERY = Duration.ofMinutes(5);

  private static final Report NONE = new Report(List.of(), null);
  private static final int ATTEMPTS = 3;

  /** Who waits longer for one answer of the API gives up; a run asks it four times at most. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final Supplier<HttpClient> http;
  private final URI api;
  private final String stack;
  private final CanaryToken token;
  private final Duration pause;

  /**
   * A canary of one stack.
   *
   * @param http makes a client for a run: between runs a connection is frozen, and then dead
   * @param api the API's address with its stage
   * @param stack whose orders have IDs of their own
   * @param pause before an order that was not accepted is placed again
   */
  Canary(Supplier<HttpClient> http, URI api, String stack, CanaryToken token, Duration pause) {
    this.http = http;
    this.api = api;
    this.stack = stack;
    this.token = token;
    this.pause = pause;
  }

  /**
   * Runs once; it ends before its invocation does.
   *
   * @param scheduled the time for which the run was scheduled
   */
  Report run(Instant scheduled) {
    try (var client = http.get()) {
      var report = run(client, scheduled);
      if (!report.passed()) {
        token.forget(); // it may be why
      }
      return report;
    }
  }

  private Report run(HttpClient client, Instant scheduled) {
    try {
      var customer = token.get(client);
      var orders = new TestOrder(client, LONGEST);
      var judged = judged(orders, customer, order(scheduled.minus(EVERY)));
      return placed(orders, customer, order(scheduled), judged);
    } catch (NoTokenException e) {
      return NONE.and("token", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return NONE.and("token", Telemetry.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NONE.and("token", "interrupted");
    }
  }

  private Report judged(TestOrder orders, String customer, UUID order) throws InterruptedException {
    try {
      return switch (orders.judge(api, customer, order)) {
        case Verdict.Passed(var lasted) -> new Report(List.of(), lasted.toMillis() / 1_000.0);
        case Verdict.Failed(var why) -> NONE.and("judge", order + ": " + why);
        case Verdict.Pending(var status) -> NONE.and("judge", order + " is still " + status);
        case Verdict.Missing() -> NONE.and("judge", order + " was never recorded");
      };
    } catch (IOException e) {
      return NONE.and("judge", Telemetry.describe(e));
    }
  }

  /** A customer places an order again that was not accepted: the same ID is the same order. */
  private Report placed(TestOrder orders, String customer, UUID order, Report report)
      throws InterruptedException {
    var why = "no time is left";
    for (var attempt = 0; attempt < ATTEMPTS && isTimeLeft(); attempt++) {
      if (attempt > 0) {
        Thread.sleep(pause);
      }
      try {
        var status = orders.place(api, customer, order);
        if (status == 202) {
          return report;
        }
        why = order + " is answered with " + status;
      } catch (IOException e) {
        why = Telemetry.describe(e);
      }
    }
    return report.and("place", why);
  }

  private static boolean isTimeLeft() {
    return !Deadline.current().earlier(LONGEST).isOver();
  }

  /** The order of the five minutes in which a time lies. */
  UUID order(Instant time) {
    var slot = time.getEpochSecond() / EVERY.toSeconds();
    return UUID.nameUUIDFromBytes((stack + "#" + slot).getBytes(UTF_8));
  }
}

package com.example.orders.load;

import static com.example.orders.load.Deployment.INTAKE;
import static com.example.orders.load.Deployment.ORDERS;

import com.example.orders.cli.Project;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ten times the rate that a capacity is made for, for five minutes, then that rate.
 *
 * @param parameters of the template
 */
record Surge(String capacity, AwsAccount account, Map<String, String> parameters) {
  private static final int TIMES = 10;
  private static final int SECONDS = 300;

  static final Surge STARTER = new Surge("starter", AwsAccount.NEW, Map.of());
  static final Surge STANDARD = new Surge("standard", AwsAccount.SMALL_REGION, Map.of());

  /** The same with another value of a parameter. */
  Surge with(String parameter, String value) {
    var all = new HashMap<>(parameters);
    all.put(parameter, value);
    return new Surge(capacity, account, all);
  }

  /** The same with a door that refuses nothing. */
  Surge withoutDoor() {
    return with("ApiRateLimit", "1000000").with("ApiBurstLimit", "1000000");
  }

  Deployment deployment() {
    var all = new HashMap<>(parameters);
    all.put("Capacity", capacity);
    return Deployment.of(Project.find().template(), all);
  }

  Traffic traffic() {
    var usual = new Surge(capacity, account, Map.of()).deployment().rate(ORDERS);
    return new Traffic(TIMES * usual, SECONDS, usual, SECONDS);
  }

  Simulation simulation() {
    return new Simulation(deployment(), account, traffic(), Times.ASSUMED);
  }

  /** Orders a second that the consumers and the account's concurrency work off. */
  double workedOff() {
    var stack = deployment();
    return Math.min(
        Quota.LAMBDA_CONCURRENCY.in(account)
            / (stack.workflow().invocations() * Times.ASSUMED.invocation()),
        stack.consumers(INTAKE) * stack.batch(INTAKE) / Times.ASSUMED.invocation());
  }

  static String line(String name, Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "SURGE %s sent=%d let-in=%d refused=%d lost=%d most-waiting=%d emptied-after=%.0fs p99-to-row=%.0fs p99-to-end=%.0fs ended-after=%.0fs",
        name,
        outcome.sent(),
        outcome.letIn(),
        outcome.refused(),
        outcome.letIn() - outcome.ended(),
        outcome.peak(),
        outcome.emptied(),
        Outcome.percentile(outcome.toRow(), 99),
        Outcome.percentile(outcome.toEnd(), 99),
        outcome.drained());
  }
}

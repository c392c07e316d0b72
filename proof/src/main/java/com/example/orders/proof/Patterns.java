package com.example.orders.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import org.jspecify.annotations.Nullable;

/**
 * What a run does more where patterns are switched on: customers, settings and faults that only
 * they know. Where all are off it is nothing.
 *
 * @param parameters of the template
 */
record Patterns(Map<String, String> parameters) {
  /** Its share of the calls, beside the random faults that meet them as all others. */
  private static final double SHARE = 0.1;

  /** Refused one after the other: more than closed breakers of all environments bear. */
  private static final int OUTAGE = 40;

  /** One in forty orders has it; it becomes one that is busy for seven tries. */
  private static final String USUAL_ADDRESS = "customer-3@example.com";

  private static final String BUSY_ADDRESS = "throttle+7@simulator.orderly.example";

  private boolean isOn(String parameter) {
    return "on".equals(parameters.get(parameter));
  }

  /** Who has the express lane's group. */
  Set<String> expressCustomers() {
    return isOn("ExpressLane") ? Set.of(Plans.CUSTOMERS.getLast()) : Set.of();
  }

  /**
   * The same plans, some with an address whose notifier is busy for so long that they fall back.
   */
  List<Plan> of(List<Plan> plans) {
    return isOn("NotificationFallback") ? plans.stream().map(Patterns::busy).toList() : plans;
  }

  private static Plan busy(Plan plan) {
    var again = plan.again();
    return new Plan(
        plan.customer(),
        plan.orderId(),
        busy(plan.basket()),
        plan.manner(),
        again == null ? null : busy(again),
        plan.pause());
  }

  private static Basket busy(Basket basket) {
    return new Basket(
        basket.body().replace(USUAL_ADDRESS, BUSY_ADDRESS),
        basket.quantities(),
        basket.currency(),
        basket.refusals(),
        basket.mayHappen());
  }

  /**
   * What an operator sets before the load: a breaker that opens and asks again sooner than the
   * code's, and a share of notifications that goes to the account always.
   */
  List<String> settings() {
    return isOn("Settings")
        ? List.of(
            "breaker=on",
            "breaker.window=6",
            "breaker.minimumCalls=3",
            "breaker.openSeconds=5",
            "notifications=on",
            "notifications.fallBackToAccount=true",
            "notifications.accountPercent=10")
        : List.of();
  }

  /**
   * @param orders how many are placed
   */
  List<FaultRule> faults(int orders) {
    var rules = new ArrayList<FaultRule>();
    if (isOn("PaymentBreaker")) {
      rules.add(rule("breaker-store-down", Fault.SERVER_ERROR, null, "BreakersTable"));
      rules.add(rule("breaker-store-throttled", Fault.THROTTLE, null, "BreakersTable"));
      rules.add(outage(orders / 3));
    }
    if (isOn("Settings")) {
      rules.add(rule("settings-down", Fault.SERVER_ERROR, "appconfig", null));
      rules.add(rule("settings-broken", Fault.MALFORMED, "appconfig", null));
    }
    if (isOn("NotificationFallback")) {
      rules.add(rule("notifier-throttled", Fault.THROTTLE, null, "NotificationsTable"));
    }
    if (isOn("ExpressLane")) {
      rules.add(rule("express-queue-down", Fault.SERVER_ERROR, null, "ExpressOrdersQueue"));
      rules.add(rule("express-redelivery", Fault.REDELIVERY, null, "ExpressOrdersQueue"));
    }
    return List.copyOf(rules);
  }

  /** The payment provider is down for a while, from so many of its calls on. */
  private static FaultRule outage(int after) {
    return new FaultRule(
        "payment-outage",
        Fault.DENY,
        "dynamodb",
        null,
        "LedgerTable",
        null,
        null,
        after,
        OUTAGE,
        1,
        0);
  }

  private static FaultRule rule(
      String id, Fault fault, @Nullable String service, @Nullable String resource) {
    return new FaultRule(id, fault, service, null, resource, null, null, 0, null, SHARE, 0);
  }
}

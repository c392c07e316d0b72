package com.example.orders.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.faults.FaultRules;
import localcloud.observe.JournalEntry;

/**
 * Lets every AWS call that an order causes go wrong once, one order a case. The calls are taken
 * from the journal of an order of each path on which nothing goes wrong.
 */
final class CallSiteSweep {
  private static final String API = "Api";
  private static final Duration MOST_WAITING = Duration.ofSeconds(90);
  private static final Duration QUIET = Duration.ofMillis(1200);

  /** So many orders at a time: most of a case is waiting for a retry. */
  private static final int AT_ONCE = 16;

  private final Stack stack;
  private final ProofApi api;
  private final Records records;
  private final Drain drain;
  private final Random random;
  private final List<Load> recordings = new ArrayList<>();

  CallSiteSweep(Stack stack, ProofApi api, Records records, Drain drain, long seed) {
    this.stack = stack;
    this.api = api;
    this.records = records;
    this.drain = drain;
    this.random = new Random(seed);
  }

  /** One fault at one call of one order. */
  record Case(CallSite site, Fault fault, String orderId) {
    String rule() {
      return site.path() + "-" + orderId;
    }

    @Override
    public String toString() {
      return "%s, %s (%s)".formatted(site, fault.word(), orderId);
    }
  }

  /**
   * What came of a case.
   *
   * @param injected whether the call was made again and the fault struck
   * @param faults what is wrong with the order; empty if nothing is
   */
  record Outcome(Case of, boolean injected, List<String> faults) {
    boolean isOk() {
      return injected && faults.isEmpty();
    }

    boolean isWrong() {
      return !faults.isEmpty();
    }
  }

  /**
   * The calls that an order of each path causes each time: what only a busy machine makes, a retry
   * of a call that was slow, is not among them.
   */
  List<CallSite> record() throws InterruptedException {
    var sites = new ArrayList<CallSite>();
    for (var path : SweptPath.values()) {
      var first = recorded(path);
      recorded(path).stream().filter(first::contains).forEach(sites::add);
    }
    return List.copyOf(sites);
  }

  private List<CallSite> recorded(SweptPath path) throws InterruptedException {
    var orderId = uuid();
    var load = Load.of(api, List.of(path.plan(orderId)), 1);
    stack.cloud().faults().replace(new FaultRules(0, path.rules(orderId)));
    load.run();
    recordings.add(load);
    return CallSite.of(path, calls(orderId));
  }

  /** Waits until the order has ended and nothing more is done about it. */
  private List<JournalEntry> calls(String orderId) throws InterruptedException {
    List<JournalEntry> before;
    var now = ofTheApplication(orderId);
    do {
      before = now;
      Thread.sleep(QUIET);
      now = ofTheApplication(orderId);
    } while (!hasEnded(orderId) || now.size() != before.size());
    return now;
  }

  private boolean hasEnded(String orderId) {
    return records.rows().stream()
        .anyMatch(row -> row.ref().orderId().equals(orderId) && row.isTerminal());
  }

  /** A client's own looks do not count. */
  private List<JournalEntry> ofTheApplication(String orderId) {
    return stack.cloud().journal().entries(0, orderId).stream()
        .filter(call -> stack.has(call.caller()))
        .filter(call -> !(call.caller().equals(API) && call.operation().equals("GetItem")))
        .toList();
  }

  /** Every fault at every site, in an order that the seed decides. */
  List<Case> cases(List<CallSite> sites) {
    var cases = new ArrayList<Case>();
    for (var site : sites) {
      site.faults().forEach(fault -> cases.add(new Case(site, fault, uuid())));
    }
    Collections.shuffle(cases, random);
    return cases;
  }

  List<Outcome> run(List<Case> cases) throws InterruptedException {
    var rules = new ArrayList<FaultRule>();
    for (var it : cases) {
      rules.add(it.site().rule(it.rule(), it.fault(), it.orderId()));
      rules.addAll(it.site().path().rules(it.orderId()));
    }
    var load =
        Load.of(
            api, cases.stream().map(it -> it.site().path().plan(it.orderId())).toList(), AT_ONCE);
    var faults = stack.cloud().faults();
    faults.replace(new FaultRules(0, rules));
    load.run();
    awaitTheFaults(cases);
    var struck = cases.stream().filter(this::hasStruck).toList();
    faults.heal();
    var verdict = drain.untilAllIsSettled(recordings.stream().reduce(load, Load::with));
    var rows = records.rows();
    return cases.stream()
        .map(it -> new Outcome(it, struck.contains(it), faultsOf(it, verdict, rows)))
        .toList();
  }

  /** A client that has seen enough leaves its order on its way. */
  private void awaitTheFaults(List<Case> cases) throws InterruptedException {
    var end = System.nanoTime() + MOST_WAITING.toNanos();
    while (!cases.stream().allMatch(this::hasStruck) && System.nanoTime() < end) {
      Thread.sleep(QUIET);
    }
  }

  private boolean hasStruck(Case of) {
    return stack.cloud().faults().injected(of.rule()) > 0;
  }

  private static List<String> faultsOf(Case of, Verdict verdict, List<Row> rows) {
    var found = new ArrayList<String>();
    verdict.violations().stream()
        .filter(violation -> violation.order() != null)
        .filter(violation -> violation.order().orderId().equals(of.orderId()))
        .forEach(violation -> found.add(violation.toString()));
    var end =
        rows.stream()
            .filter(row -> row.ref().orderId().equals(of.orderId()))
            .map(Row::status)
            .toList();
    if (end.size() != 1 || !of.site().path().ends().contains(end.getFirst())) {
      found.add("it ended as " + end);
    }
    return found;
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}

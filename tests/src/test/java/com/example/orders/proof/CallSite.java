package com.example.orders.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;
import localcloud.observe.JournalEntry;

/**
 * One AWS call that an order of a path causes.
 *
 * @param fromCode whether a function's own code makes it, which can be killed there
 * @param ordinal the first, second … such call of the order, from 1
 */
record CallSite(
    SweptPath path,
    String caller,
    boolean fromCode,
    String service,
    String operation,
    String resource,
    int ordinal) {
  private static final List<Fault> OF_ANY =
      List.of(Fault.THROTTLE, Fault.SERVER_ERROR, Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER);
  private static final List<Fault> OF_CODE = List.of(Fault.KILL_BEFORE, Fault.KILL_AFTER);
  private static final Set<String> MEET_TRANSACTIONS =
      Set.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems");

  /** Longer than a call of a service may wait, shorter than a function's attempt. */
  private static final int HELD_MILLIS = 1500;

  /** The sites of what one order caused, in the order of the calls. */
  static List<CallSite> of(SweptPath path, List<JournalEntry> calls) {
    var seen = new HashMap<CallSite, Integer>();
    var sites = new ArrayList<CallSite>();
    for (var call : calls) {
      var first = of(path, call, 1);
      sites.add(of(path, call, seen.merge(first, 1, Integer::sum)));
    }
    return List.copyOf(sites);
  }

  private static CallSite of(SweptPath path, JournalEntry call, int ordinal) {
    return new CallSite(
        path,
        call.caller(),
        call.fromCode(),
        call.service(),
        call.operation(),
        call.resources().isEmpty() ? "" : call.resources().getFirst(),
        ordinal);
  }

  /** What is to go wrong here. */
  List<Fault> faults() {
    var faults = new ArrayList<>(OF_ANY);
    if (service.equals("dynamodb") && MEET_TRANSACTIONS.contains(operation)) {
      faults.add(Fault.TRANSACTION_CONFLICT);
    }
    if (fromCode) {
      faults.addAll(OF_CODE);
    }
    return faults;
  }

  /** Lets this call of one order fail once. */
  FaultRule rule(String id, Fault fault, String orderId) {
    return new FaultRule(
        id,
        fault,
        service,
        operation,
        resource.isEmpty() ? null : resource,
        caller,
        orderId,
        ordinal - 1,
        1,
        1.0,
        HELD_MILLIS);
  }

  @Override
  public String toString() {
    return "%s: %s %s of %s on %s, call %d"
        .formatted(path, caller, operation, service, resource, ordinal);
  }
}

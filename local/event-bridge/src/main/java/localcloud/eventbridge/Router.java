package localcloud.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import localcloud.eventbridge.EventFaults.Harm;

/** Takes an event to the archives of its bus and to the targets of the rules that match it. */
record Router(Buses buses, Archives archives, Deliveries deliveries, EventFaults faults) {

  void route(Bus bus, JsonNode event) {
    route(bus, event, false);
  }

  private void route(Bus bus, JsonNode event, boolean isForwarded) {
    archives.take(bus, event);
    for (var rule : bus.matching(event)) {
      send(rule, event, isForwarded);
    }
  }

  /** A replay waits for room, where live events are refused. */
  void replay(Bus bus, JsonNode event, Set<String> rules) throws InterruptedException {
    deliveries.awaitRoom();
    for (var rule : bus.matching(event)) {
      if (rules.isEmpty() || rules.contains(rule.arn())) {
        send(rule, event);
      }
    }
  }

  void send(Rule rule, JsonNode event) {
    send(rule, event, false);
  }

  private void send(Rule rule, JsonNode event, boolean isForwarded) {
    for (var target : rule.targets()) {
      if (!target.service().equals("events")) {
        deliver(rule, target, event);
      } else if (!isForwarded) { // AWS forwards an event once only
        route(buses.get(target.resource()), event, true);
      }
    }
  }

  private void deliver(Rule rule, Target target, JsonNode event) {
    if (faults.strike(Harm.DROP, rule.arn(), target.arn(), event::toString)) {
      return;
    }
    deliveries.start(rule, target, event);
    if (faults.strike(Harm.DUPLICATE, rule.arn(), target.arn(), event::toString)) {
      deliveries.start(rule, target, event);
    }
  }
}

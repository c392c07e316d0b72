package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import localcloud.aws.AwsException;
import localcloud.eventbridge.EventBridge;
import localcloud.sam.Stack;
import localcloud.scheduler.Scheduler;

/** Defines the event buses, state machines and rules of a stack. */
final class WorkflowResources {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;

  WorkflowResources(Stack stack) {
    this.stack = stack;
  }

  void createBuses(EventBridge events) {
    stack.ofType("AWS::Events::EventBus").forEach(bus -> events.createBus(bus.ref()));
  }

  void putRules(EventBridge events) {
    for (var rule : stack.ofType("AWS::Events::Rule")) {
      // Ref of a rule on a bus of its own is "bus|rule".
      var name = rule.ref().substring(rule.ref().lastIndexOf('|') + 1);
      events.putRule(name, rule.properties());
    }
  }

  void createArchives(EventBridge events) {
    for (var archive : stack.ofType("AWS::Events::Archive")) {
      var properties = ((ObjectNode) archive.properties()).deepCopy();
      properties.remove(List.of("ArchiveName", "KmsKeyIdentifier"));
      events.createArchive(archive.ref(), properties);
    }
  }

  void putSchedules(Scheduler scheduler) {
    for (var group : stack.ofType("AWS::Scheduler::ScheduleGroup")) {
      scheduler.putGroup(group.ref());
    }
    for (var schedule : stack.ofType("AWS::Scheduler::Schedule")) {
      try {
        scheduler.put(schedule.ref(), schedule.properties());
      } catch (AwsException e) {
        throw new IllegalStateException(schedule.logicalId() + ": " + e.getMessage(), e);
      }
    }
  }

  /** The event that Step Functions publishes on the default bus for a change of status. */
  static JsonNode statusChange(JsonNode detail) {
    var event = JSON.createObjectNode();
    event.put("source", "aws.states");
    event.put("detail-type", "Step Functions Execution Status Change");
    event.putArray("resources").add(detail.path("executionArn").asText());
    event.set("detail", detail);
    return event;
  }
}

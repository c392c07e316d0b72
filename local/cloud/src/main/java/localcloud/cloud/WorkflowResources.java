package localcloud.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import localcloud.aws.AwsException;
import localcloud.sam.Stack;
import localcloud.scheduler.Scheduler;

/** Defines the schedules of a stack. */
final class WorkflowResources {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;

  WorkflowResources(Stack stack) {
    this.stack = stack;
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

package localcloud.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Scheduler::Schedule}. */
public final class ScheduleHandler implements ResourceHandler {
  /** What CreateSchedule has beside the properties. */
  private static final Set<String> OF_THE_CALL = Set.of("ClientToken", "ActionAfterCompletion");

  private static final ResourceType TYPE =
      ResourceType.of("AWS::Scheduler::Schedule")
          .named("Name")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("scheduler", "schedule/" + group(id) + "/" + id.name()))
          .required("FlexibleTimeWindow", "FlexibleTimeWindow.Mode", "ScheduleExpression")
          .required("Target", "Target.Arn", "Target.RoleArn")
          .required("Target.EventBridgeParameters.DetailType")
          .required("Target.EventBridgeParameters.Source")
          .applied("GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "State")
          .applied("StartDate", "EndDate", "FlexibleTimeWindow.Mode")
          .applied("FlexibleTimeWindow.MaximumWindowInMinutes")
          .applied("Target.Arn", "Target.RoleArn", "Target.Input", "Target.DeadLetterConfig.Arn")
          .applied("Target.RetryPolicy.MaximumEventAgeInSeconds")
          .applied("Target.RetryPolicy.MaximumRetryAttempts")
          .applied("Target.SqsParameters.MessageGroupId")
          .applied("Target.EventBridgeParameters.DetailType")
          .applied("Target.EventBridgeParameters.Source")
          .withoutEffect("KmsKeyArn")
          .build();

  private static String group(Identity id) {
    var group = id.text("GroupName");
    return group.isEmpty() ? Scheduler.DEFAULT_GROUP : group;
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource schedule) {
    var properties = schedule.properties();
    var name = schedule.ref();
    if (properties.has("Name")) {
      properties.check("Name", "write another", () -> Scheduler.checkName(name));
    }
    PlannedSchedule.of(name, "", properties, Instant.EPOCH);
    var group = properties.text("GroupName", Scheduler.DEFAULT_GROUP);
    var given = (ObjectNode) properties.all();
    return provision -> {
      var scheduler = provision.get(Scheduler.class);
      scheduler.checkGroup(group);
      provision.whenComplete(() -> scheduler.put(name, given));
    };
  }

  /**
   * The members of a call, by the properties that CloudFormation has for them.
   *
   * @throws localcloud.resources.InvalidPropertyException if one of them is refused
   */
  static Properties ofCall(ObjectNode members) {
    return Properties.ofCall(TYPE, members.deepCopy().without(OF_THE_CALL));
  }
}

package localcloud.eventbridge;

import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Events::Rule}. */
public final class RuleHandler implements ResourceHandler {
  static final ResourceType TYPE =
      ResourceType.of("AWS::Events::Rule")
          .named("Name")
          .ref(id -> (bus(id).isEmpty() ? "" : bus(id) + "|") + id.name())
          .attribute("Arn", RuleHandler::arn)
          .attribute("RuleName", Identity::name)
          .required("Targets.Id", "Targets.Arn", "Targets.InputTransformer.InputTemplate")
          .required("Targets.SqsParameters.MessageGroupId")
          .applied("EventBusName", "EventPattern", "ScheduleExpression", "State")
          .applied("Targets.Id", "Targets.Arn", "Targets.RoleArn")
          .applied("Targets.Input", "Targets.InputPath", "Targets.InputTransformer.InputTemplate")
          .applied("Targets.InputTransformer.InputPathsMap", "Targets.DeadLetterConfig.Arn")
          .applied("Targets.RetryPolicy.MaximumEventAgeInSeconds")
          .applied("Targets.RetryPolicy.MaximumRetryAttempts")
          .applied("Targets.SqsParameters.MessageGroupId")
          .withoutEffect("RoleArn")
          .build();

  private static String arn(Identity id) {
    return id.arn("events", "rule/" + (bus(id).isEmpty() ? "" : bus(id) + "/") + id.name());
  }

  /** The rule's bus; empty for the default one. */
  private static String bus(Identity id) {
    var bus = id.nameIn("EventBusName");
    return bus.equals(Buses.DEFAULT) ? "" : bus;
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var name = Resource.lastPart(resource.ref());
    var properties = resource.properties();
    if (properties.has("Name")) {
      properties.check(
          "Name", "write up to 64 letters, digits, ., - and _", () -> Buses.checkName(name, 64));
    }
    var settings = RuleSettings.of(properties);
    return provision -> {
      var events = provision.get(EventBridge.class);
      events.checkBus(settings.bus());
      provision.whenComplete(() -> events.putRule(name, settings));
    };
  }
}

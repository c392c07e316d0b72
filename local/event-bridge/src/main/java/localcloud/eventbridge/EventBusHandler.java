package localcloud.eventbridge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Events::EventBus}. */
public final class EventBusHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Events::EventBus")
          .named("Name")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("events", "event-bus/" + id.name()))
          .attribute("Name", Identity::name)
          .required("Name")
          .withoutEffect("KmsKeyIdentifier", "LogConfig", "DeadLetterConfig")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource bus) {
    var name = bus.ref();
    bus.properties()
        .check(
            "Name",
            "write up to 256 letters, digits, ., - and _",
            () -> Buses.checkName(name, 256));
    var request = JsonNodeFactory.instance.objectNode().put("Name", name);
    return provision -> provision.call("events", "AWSEvents.CreateEventBus", request);
  }
}

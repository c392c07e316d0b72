package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::AppConfig::Environment}. */
public final class EnvironmentHandler implements ResourceHandler {
  private static final int MOST_MONITORS = 5;

  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::Environment")
          .ref(id -> id.hash(7))
          .attribute("EnvironmentId", id -> id.hash(7))
          .required("ApplicationId", "Name", "Monitors.AlarmArn")
          .applied("ApplicationId", "Name", "Description")
          .applied("Monitors.AlarmArn", "Monitors.AlarmRoleArn")
          .withoutEffect("DeletionProtectionCheck")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var name = ApplicationHandler.name(properties, 64);
    var described = JsonNodeFactory.instance.objectNode().put("Id", resource.ref());
    described.put("Name", name).put("Description", properties.text("Description", ""));
    var monitors = described.putArray("Monitors");
    for (var monitor : properties.objects("Monitors")) {
      var one = monitors.addObject().put("AlarmArn", monitor.text("AlarmArn", ""));
      one.put("AlarmRoleArn", monitor.text("AlarmRoleArn"));
    }
    if (monitors.size() > MOST_MONITORS) {
      properties.refuse("Monitors", "are " + monitors.size(), "write at most 5");
    }
    var environment = new Environment(resource.ref(), name, described);
    var application = properties.text("ApplicationId", "");
    return AppConfig.creation(
        appConfig -> appConfig.application(application).environments().add(environment));
  }
}

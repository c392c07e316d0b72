package localcloud.appconfig;

import java.time.Duration;
import localcloud.appconfig.Strategy.GrowthType;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::AppConfig::DeploymentStrategy}. */
public final class DeploymentStrategyHandler implements ResourceHandler {
  private static final int DAY = 1440;

  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::DeploymentStrategy")
          .ref(id -> id.hash(7))
          .attribute("Id", id -> id.hash(7))
          .required("DeploymentDurationInMinutes", "GrowthFactor", "Name", "ReplicateTo")
          .applied("DeploymentDurationInMinutes", "GrowthFactor", "GrowthType", "Name")
          .applied("FinalBakeTimeInMinutes", "Description")
          .withoutEffect("ReplicateTo")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var growth = properties.text("GrowthFactor", "");
    var isGrowth = growth.matches("\\d{1,3}(\\.\\d+)?");
    if (!isGrowth || Double.parseDouble(growth) < 1 || Double.parseDouble(growth) > 100) {
      properties.refuse("GrowthFactor", "is " + growth, "write a number from 1 to 100");
    }
    var strategy =
        new Strategy(
            resource.ref(),
            ApplicationHandler.name(properties, 64),
            properties.text("Description", ""),
            Duration.ofMinutes(properties.number("DeploymentDurationInMinutes", 0, 0, DAY)),
            properties.oneOf("GrowthType", "LINEAR", "LINEAR", "EXPONENTIAL").equals("LINEAR")
                ? GrowthType.LINEAR
                : GrowthType.EXPONENTIAL,
            isGrowth ? Double.parseDouble(growth) : 100,
            Duration.ofMinutes(properties.number("FinalBakeTimeInMinutes", 0, 0, DAY)));
    return AppConfig.creation(appConfig -> appConfig.add(strategy));
  }
}

package localcloud.appconfig;

import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;
import localcloud.resources.ResourceType;

/**
 * {@code AWS::AppConfig::Deployment}: complete when the stack is, and made last, for a validator's
 * function may call others.
 */
public final class DeploymentHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::Deployment")
          .ref(id -> "1")
          .attribute("DeploymentNumber", id -> "1")
          .required("ApplicationId", "ConfigurationProfileId", "ConfigurationVersion")
          .required("DeploymentStrategyId", "EnvironmentId")
          .applied("ApplicationId", "ConfigurationProfileId", "ConfigurationVersion")
          .applied("DeploymentStrategyId", "EnvironmentId", "Description")
          .withoutEffect("KmsKeyIdentifier")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    TYPE.applied().forEach(properties::text);
    return provision ->
        provision.whenComplete(
            () -> deploy(provision.get(AppConfig.class), resource.logicalId(), properties));
  }

  /** What is refused now is nobody's finding any more, so it says where it stands. */
  private static void deploy(AppConfig appConfig, String logicalId, Properties properties) {
    try {
      appConfig.deployed(properties);
    } catch (Refusal e) {
      throw new ResourceNotCreatedException(logicalId + ": " + e.getMessage());
    }
  }
}

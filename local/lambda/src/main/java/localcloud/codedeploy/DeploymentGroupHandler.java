package localcloud.codedeploy;

import static java.util.Objects.requireNonNull;

import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::CodeDeploy::DeploymentGroup} for Lambda. */
public final class DeploymentGroupHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::CodeDeploy::DeploymentGroup")
          .named("DeploymentGroupName")
          .ref(Identity::name)
          .required("ApplicationName", "ServiceRoleArn")
          .applied("ApplicationName", "ServiceRoleArn", "DeploymentConfigName")
          .withoutEffect("AlarmConfiguration", "AutoRollbackConfiguration", "DeploymentStyle")
          .withoutEffect("TriggerConfigurations")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var config = properties.text("DeploymentConfigName", "CodeDeployDefault.LambdaAllAtOnce");
    var shift = TrafficShift.of(config);
    if (shift.isEmpty()) {
      properties.refuse(
          "DeploymentConfigName",
          "is " + config,
          "write one that CodeDeploy has for Lambda, such as"
              + " CodeDeployDefault.LambdaCanary10Percent5Minutes");
      return Creation.NONE;
    }
    var group =
        new DeploymentGroup(
            requireNonNull(properties.text("ApplicationName")),
            resource.ref(),
            requireNonNull(properties.text("ServiceRoleArn")),
            shift.get());
    return provision -> provision.get(CodeDeploy.class).add(group);
  }
}

package localcloud.lambda;

import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Logs::LogGroup}: the lines that functions and rules write to it are kept. */
public final class LogGroupHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Logs::LogGroup")
          .named("LogGroupName")
          .ref(Identity::name)
          .attribute("Arn", id -> id.arn("logs", "log-group:" + id.name() + ":*"))
          .withoutEffect("BearerTokenAuthenticationEnabled", "DataProtectionPolicy")
          .withoutEffect("DeletionProtectionEnabled", "FieldIndexPolicies", "KmsKeyId")
          .withoutEffect("LogGroupClass", "ResourcePolicyDocument", "RetentionInDays")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource group) {
    return provision -> provision.get(FunctionLogs.class).create(group.ref());
  }
}

package localcloud.cognito;

import localcloud.aws.AwsException;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;
import localcloud.resources.ResourceType;

/** {@code AWS::Cognito::UserPoolGroup}: what the tokens of its members say. */
public final class UserPoolGroupHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Cognito::UserPoolGroup")
          .named("GroupName")
          .ref(Identity::name)
          .required("UserPoolId")
          .applied("UserPoolId")
          .withoutEffect("Precedence")
          .refused("RoleArn", "a group's role is for identity pools: leave it out")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource group) {
    var name = group.ref();
    if (group.properties().has("GroupName")) {
      group.properties().check("GroupName", "write another", () -> UserPool.checkGroup(name));
    }
    var pool = group.properties().text("UserPoolId", "");
    return provision -> {
      try {
        provision.get(UserPools.class).addGroup(pool, name);
      } catch (AwsException e) {
        throw new ResourceNotCreatedException(String.valueOf(e.getMessage()));
      }
    };
  }
}

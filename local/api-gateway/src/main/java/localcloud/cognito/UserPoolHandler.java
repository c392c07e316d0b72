package localcloud.cognito;

import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Cognito::UserPool}: users, and the key that signs their tokens. */
public final class UserPoolHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Cognito::UserPool")
          .ref(UserPoolHandler::poolId)
          .attribute("Arn", id -> id.arn("cognito-idp", "userpool/" + poolId(id)))
          .attribute("ProviderName", UserPoolHandler::provider)
          .attribute("ProviderURL", id -> "https://" + provider(id))
          .attribute("UserPoolId", UserPoolHandler::poolId)
          .withoutEffect("UserPoolName", "Policies", "AdminCreateUserConfig", "UserPoolTags")
          .withoutEffect("AccountRecoverySetting", "AutoVerifiedAttributes", "UsernameAttributes")
          .withoutEffect("AliasAttributes", "UsernameConfiguration", "Schema", "UserPoolTier")
          .withoutEffect("DeletionProtection", "MfaConfiguration", "UserPoolAddOns")
          .withoutEffect("UserAttributeUpdateSettings")
          .build();

  private static String poolId(Identity id) {
    return id.region() + "_" + id.hash(9);
  }

  private static String provider(Identity id) {
    return "cognito-idp." + id.region() + ".amazonaws.com/" + poolId(id);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource pool) {
    return provision -> provision.get(UserPools.class).addPool(pool.arn(), pool.ref());
  }
}

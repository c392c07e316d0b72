package localcloud.cognito;

import java.util.List;
import java.util.Set;
import localcloud.aws.AwsException;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;
import localcloud.resources.ResourceType;

/** {@code AWS::Cognito::UserPoolClient}: an application to which users sign in. */
public final class UserPoolClientHandler implements ResourceHandler {
  private static final String FLOWS = "ExplicitAuthFlows";

  /** The Cognito API's CreateUserPoolClient: a client has flows of one of the two kinds. */
  private static final Set<String> OLD_FLOWS =
      Set.of("ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH");

  private static final Set<String> ALLOWED_FLOWS =
      Set.of(
          "ALLOW_ADMIN_USER_PASSWORD_AUTH",
          "ALLOW_CUSTOM_AUTH",
          "ALLOW_REFRESH_TOKEN_AUTH",
          "ALLOW_USER_AUTH",
          "ALLOW_USER_PASSWORD_AUTH",
          "ALLOW_USER_SRP_AUTH");

  /** With one of them a user signs in with a plain password; a client without flows has neither. */
  private static final Set<String> PASSWORD_FLOWS =
      Set.of("USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH");

  private static final ResourceType TYPE =
      ResourceType.of("AWS::Cognito::UserPoolClient")
          .ref(id -> id.hash(26))
          .attribute("ClientId", id -> id.hash(26))
          .attribute("Name", id -> id.stack() + "-" + id.logicalId())
          .required("UserPoolId")
          .applied("UserPoolId", FLOWS)
          .withoutEffect("ClientName", "AccessTokenValidity", "IdTokenValidity", "GenerateSecret")
          .withoutEffect("RefreshTokenValidity", "TokenValidityUnits", "AuthSessionValidity")
          .withoutEffect("PreventUserExistenceErrors", "EnableTokenRevocation")
          .withoutEffect("ReadAttributes", "WriteAttributes", "SupportedIdentityProviders")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource client) {
    var properties = client.properties();
    var pool = properties.text("UserPoolId", "");
    var flows = properties.texts(FLOWS);
    for (var flow : flows) {
      if (!OLD_FLOWS.contains(flow) && !ALLOWED_FLOWS.contains(flow)) {
        properties.refuse(FLOWS, "has " + flow, "there are " + sorted(ALLOWED_FLOWS));
      }
    }
    if (flows.stream().anyMatch(OLD_FLOWS::contains)
        && flows.stream().anyMatch(ALLOWED_FLOWS::contains)) {
      properties.refuse(
          FLOWS, "mixes flows with and without ALLOW_", "write those with ALLOW_ alone");
    }
    var withPassword = flows.stream().anyMatch(PASSWORD_FLOWS::contains);
    return provision -> {
      try {
        provision.get(UserPools.class).addClient(pool, client.ref(), withPassword);
      } catch (AwsException e) {
        throw new ResourceNotCreatedException(String.valueOf(e.getMessage()));
      }
    };
  }

  private static List<String> sorted(Set<String> flows) {
    return flows.stream().sorted().toList();
  }
}

package localcloud.iam;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceNotCreatedException;
import localcloud.resources.ResourceType;

/** {@code AWS::IAM::Policy}: statements that several roles have. */
public final class PolicyHandler implements ResourceHandler {
  private static final String DOCUMENT = "PolicyDocument";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::IAM::Policy")
          .required(DOCUMENT, "PolicyName", "Roles")
          .applied(DOCUMENT, "PolicyName", "Roles")
          .refused("Groups", "attach it to Roles")
          .refused("Users", "attach it to Roles")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource policy) {
    var properties = policy.properties();
    var statements =
        PolicyStatement.read(
            properties.text("PolicyName", ""),
            DOCUMENT,
            properties.json(DOCUMENT),
            properties::refuse);
    var roles = properties.texts("Roles");
    return provision -> {
      for (var role : roles) {
        if (!provision.get(Roles.class).attach(role, statements)) {
          throw new ResourceNotCreatedException("The role with name " + role + " cannot be found.");
        }
      }
    };
  }
}

package localcloud.iam;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::IAM::Role}. */
public final class RoleHandler implements ResourceHandler {
  private static final String TRUST = "AssumeRolePolicyDocument";
  private static final String POLICIES = "Policies";
  private static final String MANAGED = "ManagedPolicyArns";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::IAM::Role")
          .named("RoleName")
          .ref(Identity::name)
          .attribute("Arn", id -> "arn:aws:iam::" + id.account() + ":role/" + id.name())
          .attribute("RoleId", id -> id.hash(20))
          .required(TRUST, "Policies.PolicyName", "Policies.PolicyDocument")
          .applied(TRUST, "Policies.PolicyName", "Policies.PolicyDocument", MANAGED)
          .applied("MaxSessionDuration")
          .withoutEffect("PermissionsBoundary", "Path")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource role) {
    var properties = role.properties();
    var name = properties.text("RoleName", "");
    if (!name.isEmpty() && !name.matches("[\\w+=,.@-]{1,64}")) { // IAM API, CreateRole
      properties.refuse("RoleName", "is " + name, "write 1 to 64 letters, digits and _+=,.@-");
    }
    var trust = trust(properties);
    var statements = statements(properties);
    // IAM API, CreateRole: an hour unless it is said.
    var longest = Duration.ofSeconds(properties.number("MaxSessionDuration", 3600, 3600, 43_200));
    return provision -> {
      var id = provision.accountId(role.logicalId());
      var roleId = role.attributes().getOrDefault("RoleId", "");
      provision.get(Roles.class).put(new Roles.Role(id, role.arn(), roleId, longest, statements));
      provision.get(ResourcePolicies.class).add(role.arn(), trust);
    };
  }

  /** Whom the role trusts; a trust policy is about its own role alone. */
  private static List<ResourceStatement> trust(Properties properties) {
    var statements = new ArrayList<ResourceStatement>();
    for (var reader : StatementReader.of(TRUST, properties.json(TRUST), properties::refuse)) {
      statements.add(ResourceStatement.read(reader));
      if (reader.statement().has("Resource")) {
        reader.refuse("Resource", "is not for a trust policy", "leave it out");
      }
      for (var action : reader.texts("Action")) {
        if (!action.startsWith("sts:") && !action.equals("*")) {
          reader.refuse("Action", "is " + action, "a trust policy has actions of sts alone");
        }
      }
    }
    return List.copyOf(statements);
  }

  private static List<PolicyStatement> statements(Properties properties) {
    var statements = new ArrayList<PolicyStatement>();
    var place = 0;
    for (var policy : properties.objects(POLICIES)) {
      var name = policy.text("PolicyName", "");
      var path = "%s.%d.PolicyDocument".formatted(POLICIES, place++);
      statements.addAll(
          PolicyStatement.read(name, path, policy.json("PolicyDocument"), properties::refuse));
    }
    for (var arn : properties.texts(MANAGED)) {
      if (ManagedPolicies.isKnown(arn)) {
        statements.addAll(ManagedPolicies.statements(arn));
      } else {
        properties.refuse(
            MANAGED,
            "the local cloud does not know " + arn,
            "write its statements into the template");
      }
    }
    return List.copyOf(statements);
  }
}

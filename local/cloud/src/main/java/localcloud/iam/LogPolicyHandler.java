package localcloud.iam;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Logs::ResourcePolicy}: which services may write to the account's log groups. */
public final class LogPolicyHandler implements ResourceHandler {
  private static final String DOCUMENT = "PolicyDocument";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::Logs::ResourcePolicy")
          .ref(id -> id.text("PolicyName"))
          .required("PolicyName", DOCUMENT)
          .applied("PolicyName", DOCUMENT)
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource policy) {
    var given = policy.properties();
    given.text("PolicyName");
    var statements = ResourceStatement.read(DOCUMENT, given.document(DOCUMENT), given::refuse);
    return provision ->
        provision.get(ResourcePolicies.class).add(ResourcePolicies.LOGS, statements);
  }
}

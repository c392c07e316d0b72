package localcloud.iam;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Events::EventBusPolicy}: one statement of a bus's policy. */
public final class BusPolicyHandler implements ResourceHandler {
  private static final String STATEMENT = "Statement";
  private static final String ACCOUNTS =
      "it lets in another account, and there is one: write a Statement";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::Events::EventBusPolicy")
          .required("StatementId", STATEMENT)
          .applied("EventBusName", STATEMENT)
          .withoutEffect("StatementId")
          .refused("Action", ACCOUNTS)
          .refused("Principal", ACCOUNTS)
          .refused("Condition", ACCOUNTS)
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource policy) {
    var properties = policy.properties();
    var bus = Resource.lastPart(properties.text("EventBusName", "default"));
    var document = JsonNodeFactory.instance.objectNode();
    document.set(STATEMENT, properties.document(STATEMENT));
    var statements = ResourceStatement.read("", document, properties::refuse);
    return provision ->
        provision
            .get(ResourcePolicies.class)
            .add(provision.arn("events", "event-bus/" + bus), statements);
  }
}

package localcloud.apigateway;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::ApiGateway::UsagePlanKey}: a key's place in a usage plan. */
public final class UsagePlanKeyHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::ApiGateway::UsagePlanKey")
          .ref(id -> id.text("KeyId") + ":" + id.text("UsagePlanId"))
          .attribute("Id", id -> id.text("KeyId") + ":" + id.text("UsagePlanId"))
          .required("KeyId", "KeyType", "UsagePlanId")
          .applied("KeyId", "KeyType", "UsagePlanId")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource place) {
    var given = place.properties();
    given.oneOf("KeyType", "API_KEY", "API_KEY");
    var key = given.text("KeyId", "");
    var plan = given.text("UsagePlanId", "");
    return provision -> provision.get(ApiKeys.class).join(plan, key);
  }
}

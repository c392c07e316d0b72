package localcloud.apigateway;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::ApiGateway::ApiKey}. */
public final class ApiKeyHandler implements ResourceHandler {
  /** API Gateway guide, "API keys": a value has 20 to 128 characters. */
  private static final int SHORTEST = 20;

  private static final ResourceType TYPE =
      ResourceType.of("AWS::ApiGateway::ApiKey")
          .ref(id -> id.hash(10))
          .attribute("APIKeyId", id -> id.hash(10))
          .applied("Name", "Value", "Enabled")
          .withoutEffect("CustomerId", "GenerateDistinctId", "StageKeys")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource key) {
    var given = key.properties();
    var value = given.text("Value", key.ref().repeat(4));
    if (value.length() < SHORTEST) {
      given.refuse("Value", "is too short", "write at least " + SHORTEST + " characters");
    }
    var name = given.text("Name", key.logicalId());
    var made = new ApiKeys.Key(key.ref(), name, value, given.flag("Enabled", false));
    return provision -> provision.get(ApiKeys.class).add(made);
  }
}

package localcloud.apigateway;

import java.util.Map;
import localcloud.aws.AwsAnswer;

/** A mock integration: the request template says which status the "backend" gives. */
final class MockBackend implements Backend {
  @Override
  public AwsAnswer send(Mapped mapped) {
    try {
      if (StrictJson.parse(mapped.body()) instanceof Map<?, ?> map
          && map.get("statusCode") instanceof Number status) {
        return new AwsAnswer(status.intValue(), Map.of(), new byte[0]);
      }
    } catch (MalformedJsonException e) {
      // falls through: AWS answers 500 as well
    }
    throw GatewayFailure.internal(GatewayFailure.Type.API_CONFIGURATION_ERROR);
  }
}

package localcloud.apigateway;

import java.util.Map;
import java.util.Optional;

/** Knows the tokens of user pools. */
@FunctionalInterface
public interface TokenVerifier {
  /**
   * The claims of a token, if the pool signed it and it is valid now.
   *
   * @param providerArn the user pool's ARN
   */
  Optional<Map<String, Object>> verify(String providerArn, String token);
}

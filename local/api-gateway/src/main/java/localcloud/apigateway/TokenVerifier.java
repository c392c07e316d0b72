package localcloud.apigateway;

import java.util.Map;
import java.util.Optional;

/** Knows the tokens of user pools. */
@FunctionalInterface
public interface TokenVerifier {
  /**
   * The claims of a token, if the pool signed it and it is valid now; claims that are not strings
   * as text, as in {@code $context.authorizer.claims}.
   *
   * @param providerArn the user pool's ARN
   */
  Optional<Map<String, String>> verify(String providerArn, String token);
}

package localcloud.apigateway;

import java.time.Clock;

/**
 * Whom the authorizers of an API believe.
 *
 * @param region the region that signatures must be made for
 * @param clock what signatures must be made at, give or take five minutes
 * @param keys the API keys of the account
 */
public record Trust(
    TokenVerifier tokens, IamCallers callers, String region, Clock clock, ApiKeys keys) {

  /** Without API keys. */
  public Trust(TokenVerifier tokens, IamCallers callers, String region, Clock clock) {
    this(tokens, callers, region, clock, new ApiKeys(clock));
  }
}

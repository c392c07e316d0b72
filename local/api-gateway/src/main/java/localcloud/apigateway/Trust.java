package localcloud.apigateway;

import java.time.Clock;

/**
 * Whom the authorizers of an API believe.
 *
 * @param region the region that signatures must be made for
 * @param clock what signatures must be made at, give or take five minutes
 */
public record Trust(TokenVerifier tokens, IamCallers callers, String region, Clock clock) {}

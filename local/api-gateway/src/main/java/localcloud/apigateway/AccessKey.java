package localcloud.apigateway;

import java.time.Instant;

/**
 * Temporary credentials of a role that somebody has assumed.
 *
 * @param role the role's ARN
 * @param userArn {@code arn:aws:sts::<account>:assumed-role/<role>/<session>}
 * @param userId the role's ID and the session's name
 */
public record AccessKey(
    String id,
    String secret,
    String sessionToken,
    String role,
    String userArn,
    String userId,
    Instant expiresAt) {

  /** Without what would let a reader of a log sign requests. */
  @Override
  public String toString() {
    return "AccessKey[" + id + " of " + userArn + "]";
  }
}

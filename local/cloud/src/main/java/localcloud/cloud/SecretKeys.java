package localcloud.cloud;

import java.time.Clock;
import localcloud.apigateway.AccessKey;
import localcloud.aws.AwsException;
import localcloud.iam.RoleSessions;
import localcloud.lambda.Lambda;
import localcloud.s3.KeyRing;

/**
 * The secrets of functions and of those who have assumed a role. The account's root has no key
 * here: one that nobody was given is its own secret, such as {@code local} or {@code test}.
 */
record SecretKeys(RoleSessions sessions, Lambda lambda, Clock clock) implements KeyRing {

  @Override
  public String secret(String accessKeyId) {
    return sessions
        .find(accessKeyId)
        .map(AccessKey::secret)
        .or(() -> lambda.secretOf(accessKeyId))
        .orElse(accessKeyId);
  }

  @Override
  public void check(String accessKeyId, String sessionToken) {
    var session = sessions.find(accessKeyId);
    if (session.isPresent() && clock.instant().isAfter(session.get().expiresAt())) {
      throw new AwsException(400, "ExpiredToken", "The provided token has expired.");
    }
    var isOwn =
        session
            .map(key -> key.sessionToken().equals(sessionToken))
            .orElseGet(() -> lambda.takesToken(accessKeyId, sessionToken));
    if (!isOwn) {
      throw new AwsException(
          400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
    }
  }
}

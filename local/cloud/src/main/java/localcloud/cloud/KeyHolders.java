package localcloud.cloud;

import java.time.Instant;
import java.util.Optional;
import localcloud.apigateway.AccessKey;
import localcloud.apigateway.Signers;
import localcloud.aws.Caller;
import localcloud.endpoint.Callers;
import localcloud.iam.RoleSessions;
import localcloud.lambda.Lambda;

/** Who has access keys in the local cloud: its functions, and those who have assumed a role. */
record KeyHolders(RoleSessions sessions, Lambda lambda) implements Callers, Signers {

  @Override
  public Optional<AccessKey> key(String accessKeyId, String sessionToken) {
    return sessions.find(accessKeyId).or(() -> ofFunction(accessKeyId, sessionToken));
  }

  private String role(String id) {
    return lambda.principalOf(id).orElseThrow();
  }

  private Optional<AccessKey> ofFunction(String id, String sessionToken) {
    // A token of somebody else is none that the key could come with.
    var token = lambda.takesToken(id, sessionToken) ? sessionToken : "";
    return lambda
        .secretOf(id)
        .map(secret -> new AccessKey(id, secret, token, role(id), role(id), id, Instant.MAX));
  }

  @Override
  public Optional<String> principal(String accessKeyId) {
    return sessions
        .find(accessKeyId)
        .map(AccessKey::role)
        .or(() -> lambda.principalOf(accessKeyId));
  }

  @Override
  public Caller caller(String accessKeyId, String sessionToken) {
    return lambda.callerOf(accessKeyId, sessionToken);
  }
}

package localcloud.cloud;

import java.util.Optional;
import localcloud.apigateway.AccessKey;
import localcloud.aws.Caller;
import localcloud.endpoint.Callers;
import localcloud.iam.RoleSessions;
import localcloud.lambda.Lambda;

/** Who has access keys in the local cloud: its functions, and those who have assumed a role. */
record KeyHolders(RoleSessions sessions, Lambda lambda) implements Callers {

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

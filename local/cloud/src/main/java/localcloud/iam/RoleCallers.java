package localcloud.iam;

import java.util.Map;
import java.util.Optional;
import localcloud.apigateway.AccessKey;
import localcloud.apigateway.IamCallers;
import org.jspecify.annotations.Nullable;

/** Those who have assumed a role of the stack, held to its policies. */
public record RoleCallers(RoleSessions sessions, Permissions permissions) implements IamCallers {

  @Override
  public Optional<AccessKey> find(String accessKeyId) {
    return sessions.find(accessKeyId);
  }

  @Override
  public Optional<String> refusal(AccessKey caller, String action, String resource) {
    var session = caller.userArn().substring(caller.userArn().lastIndexOf('/') + 1);
    return permissions.refusal(caller.role(), session, action, resource);
  }

  @Override
  public boolean mayInvoke(
      @Nullable AccessKey caller, String action, String function, Map<String, String> context) {
    return permissions.admits(caller == null ? null : caller.role(), action, function, context);
  }
}

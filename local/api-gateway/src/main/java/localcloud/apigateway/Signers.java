package localcloud.apigateway;

import java.util.Optional;
import localcloud.aws.Caller;

/** Who signs calls of the account's services, functions as well. */
public interface Signers {
  /**
   * The key with this ID, with the session token that it must come with; empty if the account gave
   * it to nobody: such a caller is whoever deployed the stack, as at the AWS endpoint.
   *
   * @param sessionToken with which it came, which names a function's environment; may be empty
   */
  Optional<AccessKey> key(String accessKeyId, String sessionToken);

  /** Which of the account's resources signs with it. */
  Caller caller(String accessKeyId, String sessionToken);
}

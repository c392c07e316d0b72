package localcloud.endpoint;

import java.util.Optional;
import localcloud.aws.Caller;

/** Who is behind the credentials of a request. */
public interface Callers {
  /** The ARN of the role that an access key belongs to; empty for one that the stack has not. */
  Optional<String> principal(String accessKeyId);

  /**
   * @param sessionToken empty if the request has none
   */
  Caller caller(String accessKeyId, String sessionToken);
}

package localcloud.apigateway;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What IAM knows of those who sign requests. */
public interface IamCallers {

  /** The access key with this ID, also an expired one. */
  Optional<AccessKey> find(String accessKeyId);

  /** Why IAM does not let the caller do this, in its own words; empty if it does. */
  Optional<String> refusal(AccessKey caller, String action, String resource);

  /**
   * Whether a function's policy or the caller's role allows a call of its URL.
   *
   * @param caller null if the request is not signed
   * @param context the request's condition keys, in lower case
   */
  boolean mayInvoke(
      @Nullable AccessKey caller, String action, String function, Map<String, String> context);

  /** Nobody has a key. */
  static IamCallers none() {
    return new IamCallers() {
      @Override
      public Optional<AccessKey> find(String accessKeyId) {
        return Optional.empty();
      }

      @Override
      public Optional<String> refusal(AccessKey caller, String action, String resource) {
        return Optional.of("Nobody has a key");
      }

      @Override
      public boolean mayInvoke(
          @Nullable AccessKey caller, String action, String function, Map<String, String> context) {
        return false;
      }
    };
  }
}

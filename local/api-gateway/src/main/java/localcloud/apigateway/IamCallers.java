package localcloud.apigateway;

import java.util.Optional;

/** What IAM knows of those who sign requests. */
public interface IamCallers {

  /** The access key with this ID, also an expired one. */
  Optional<AccessKey> find(String accessKeyId);

  /** Why IAM does not let the caller do this, in its own words; empty if it does. */
  Optional<String> refusal(AccessKey caller, String action, String resource);

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
    };
  }
}

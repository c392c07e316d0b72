package localcloud.s3;

import localcloud.aws.AwsException;

/** The access keys with which requests to S3 are signed. */
public interface KeyRing {
  /** The secret of an access key. */
  String secret(String accessKeyId);

  /**
   * Checks that a key may be used.
   *
   * @param sessionToken empty if the request has none
   * @throws AwsException if the token is another key's, or is too old
   */
  void check(String accessKeyId, String sessionToken);
}

package localcloud.aws;

/**
 * An error of an AWS service: HTTP status, error code and message as that service documents them.
 */
public final class AwsException extends RuntimeException {
  private final int status;
  private final String code;

  public AwsException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The error code, for example {@code ResourceNotFoundException}. */
  public String code() {
    return code;
  }
}

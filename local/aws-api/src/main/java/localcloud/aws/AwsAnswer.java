package localcloud.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * The answer to an {@link AwsCall}.
 *
 * @param status the HTTP status
 * @param headers header names in lower case
 * @param body the bytes of the body, possibly empty
 */
public record AwsAnswer(int status, Map<String, String> headers, byte[] body) {

  /** Done, and there is nothing to say. */
  public static AwsAnswer noContent() {
    return new AwsAnswer(204, Map.of(), new byte[0]);
  }

  /** A JSON answer with status 200. */
  public static AwsAnswer json(String body) {
    return new AwsAnswer(
        200, Map.of("content-type", "application/x-amz-json-1.0"), body.getBytes(UTF_8));
  }

  static AwsAnswer text(int status, String text) {
    return new AwsAnswer(status, Map.of(), text.getBytes(UTF_8));
  }

  public boolean isError() {
    return status >= 300;
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, UTF_8);
  }
}

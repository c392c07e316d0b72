package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who a request says has signed it, with Signature Version 4: in its header {@code Authorization},
 * or in its query, as a presigned URL has it.
 *
 * @param service the signing name
 * @param sessionToken empty if there is none
 */
public record SignedBy(String accessKeyId, String service, String sessionToken) {
  /** The parts of {@code AKID/20261121/us-east-1/sqs/aws4_request}. */
  private static final String SCOPE = "Credential=([^/,\\s]+)/\\d{8}/[^/]+/([^/]+)/aws4_request";

  private static final Pattern IN_HEADER = Pattern.compile(SCOPE);
  private static final Pattern IN_QUERY = Pattern.compile("[?&]X-Amz-" + SCOPE);
  private static final Pattern TOKEN = Pattern.compile("[?&]X-Amz-Security-Token=([^&]*)");

  /**
   * Finds it.
   *
   * @param headers by their names in lower case
   * @param path with its query string
   */
  public static Optional<SignedBy> in(Map<String, String> headers, String path) {
    var header = IN_HEADER.matcher(headers.getOrDefault("authorization", ""));
    if (header.find()) {
      var token = headers.getOrDefault("x-amz-security-token", "");
      return Optional.of(new SignedBy(header.group(1), header.group(2), token));
    }
    var query = IN_QUERY.matcher(path.replaceAll("(?i)%2F", "/"));
    if (!query.find()) {
      return Optional.empty();
    }
    var token = TOKEN.matcher(path);
    return Optional.of(
        new SignedBy(query.group(1), query.group(2), token.find() ? decoded(token.group(1)) : ""));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

/**
 * An answer to a client.
 *
 * @param multiValueHeaders headers with a line for each value, beside those with one
 */
public record ApiResponse(
    int status,
    Map<String, String> headers,
    Map<String, List<String>> multiValueHeaders,
    byte[] body) {

  public ApiResponse(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, Map.of(), body);
  }

  /** A plain text answer, for the caller's own local routes. */
  public static ApiResponse text(int status, String text) {
    return new ApiResponse(
        status, Map.of("Content-Type", "text/plain; charset=utf-8"), text.getBytes(UTF_8));
  }

  /** JSON in words that no gateway response can change. */
  static ApiResponse json(int status, String json) {
    return new ApiResponse(
        status, Map.of("Content-Type", "application/json"), json.getBytes(UTF_8));
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, UTF_8);
  }
}

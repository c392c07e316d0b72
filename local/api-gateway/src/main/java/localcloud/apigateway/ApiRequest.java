package localcloud.apigateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client.
 *
 * @param path the path as it was sent, with the stage, not decoded
 * @param query the query string as it was sent, possibly empty
 * @param headers may be asked for in any case; the names are as they were sent
 */
public record ApiRequest(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    byte[] body,
    String sourceIp) {

  public ApiRequest {
    var sorted = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> sorted.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(values));
    headers = sorted;
  }

  /** The header's values in one line, or null. */
  public @Nullable String header(String name) {
    var values = headers.get(name);
    return values == null ? null : String.join(",", values);
  }

  /**
   * Headers with one value each; as on AWS the last one wins, and the names are case-sensitive (API
   * Gateway guide, important notes).
   */
  Map<String, String> singleHeaders() {
    var single = new LinkedHashMap<String, String>();
    headers.forEach((name, values) -> single.put(name, values.getLast()));
    return single;
  }

  /** Query parameters with one value each; as on AWS the last one wins. */
  public Map<String, String> queryParameters() {
    var parameters = new TreeMap<String, String>();
    multiValueQueryParameters().forEach((name, values) -> parameters.put(name, values.getLast()));
    return parameters;
  }

  /** Query parameters with all their values, in the order in which they were sent. */
  Map<String, List<String>> multiValueQueryParameters() {
    var parameters = new TreeMap<String, List<String>>();
    for (var pair : query.split("&")) {
      if (!pair.isEmpty()) {
        var cut = pair.indexOf('=');
        parameters
            .computeIfAbsent(
                decode(cut < 0 ? pair : pair.substring(0, cut)), _ -> new ArrayList<>())
            .add(decode(cut < 0 ? "" : pair.substring(cut + 1)));
      }
    }
    return parameters;
  }

  /**
   * The path below the stage, or null if it is not in the stage. An HTTP API's stage {@code
   * $default} is in no path.
   */
  @Nullable String pathIn(String stage) {
    if (stage.equals("$default")) {
      return path;
    }
    var prefix = "/" + stage;
    if (path.equals(prefix)) {
      return "/";
    }
    return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : null;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a lone % means itself
    }
  }
}

package com.example.orders.local.apigateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client.
 *
 * @param path the path as it was sent, not decoded
 * @param query the query string as it was sent, possibly empty
 * @param headers names in any case
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
    sorted.putAll(headers);
    headers = sorted;
  }

  /** The header's values in one line, or null. */
  public @Nullable String header(String name) {
    var values = headers.get(name);
    return values == null ? null : String.join(",", values);
  }

  /** Headers with one value each; as on AWS the last one wins. */
  Map<String, String> singleHeaders() {
    var single = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> single.put(name, values.getLast()));
    return single;
  }

  /** Query parameters with one value each; as on AWS the last one wins. */
  public Map<String, String> queryParameters() {
    var parameters = new TreeMap<String, String>();
    for (var pair : query.split("&")) {
      if (!pair.isEmpty()) {
        var cut = pair.indexOf('=');
        parameters.put(
            decode(cut < 0 ? pair : pair.substring(0, cut)),
            decode(cut < 0 ? "" : pair.substring(cut + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a lone % stands for itself
    }
  }
}

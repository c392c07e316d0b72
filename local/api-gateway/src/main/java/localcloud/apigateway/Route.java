package localcloud.apigateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests a method of an API serves.
 *
 * @param httpMethod {@code ANY} for all
 * @param path with parameters {@code {name}} and {@code {name+}}, or {@code $default}
 */
record Route(String httpMethod, String path) {
  /**
   * The most specific route first (API Gateway guide, "Routing API requests"): segment by segment a
   * literal before {@code {name}} before {@code {name+}}, then a method before {@code ANY}, and
   * {@code $default} last.
   */
  static final Comparator<Route> MOST_SPECIFIC_FIRST =
      Comparator.comparing(Route::ranks, Arrays::compare)
          .thenComparing(route -> route.httpMethod().equals("ANY"));

  static final String DEFAULT = "$default";
  private static final String ANY = "x-amazon-apigateway-any-method";
  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", ANY);

  /** Whether a key under a path of a definition is a method. */
  static boolean isMethod(String key) {
    return METHODS.contains(key);
  }

  /** The route of a definition's path and method. */
  static Route of(String path, String key) {
    return new Route(key.equals(ANY) ? "ANY" : key.toUpperCase(Locale.ROOT), path);
  }

  /** The path parameters if this route serves the request. */
  Optional<Map<String, String>> match(String method, String requested) {
    if (!httpMethod.equals("ANY") && !httpMethod.equals(method)) {
      return Optional.empty();
    }
    if (path.equals(DEFAULT)) {
      return Optional.of(Map.of());
    }
    var pattern = path.split("/", -1);
    var actual = requested.split("/", -1);
    var parameters = new LinkedHashMap<String, String>();
    for (var i = 0; i < pattern.length; i++) {
      if (pattern[i].endsWith("+}") && i < actual.length) {
        var rest = String.join("/", List.of(actual).subList(i, actual.length));
        if (rest.isEmpty()) { // a greedy parameter is not the resource above it
          return Optional.empty();
        }
        parameters.put(pattern[i].substring(1, pattern[i].length() - 2), decode(rest));
        return Optional.of(parameters);
      }
      if (i >= actual.length) {
        return Optional.empty();
      }
      if (pattern[i].startsWith("{") && !actual[i].isEmpty()) {
        parameters.put(pattern[i].substring(1, pattern[i].length() - 1), decode(actual[i]));
      } else if (!pattern[i].equals(actual[i])) {
        return Optional.empty();
      }
    }
    return pattern.length == actual.length ? Optional.of(parameters) : Optional.empty();
  }

  private int[] ranks() {
    return path.equals(DEFAULT)
        ? new int[] {3}
        : Arrays.stream(path.substring(1).split("/", -1)).mapToInt(Route::rank).toArray();
  }

  private static int rank(String segment) {
    return segment.endsWith("+}") ? 2 : segment.startsWith("{") ? 1 : 0;
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }
}

package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An integration of type {@code http_proxy}: the request goes on as it came, and so does the
 * answer.
 *
 * @param parameters a REST API's mappings of request parameters
 * @param fillsAll whether all of the route's variables stand for themselves in the URI, as in an
 *     HTTP API
 */
record HttpProxyIntegration(HttpEndpoint endpoint, Map<String, String> parameters, boolean fillsAll)
    implements Integration {

  @Override
  public ApiResponse answer(Call call) {
    var request = call.request();
    var path = new LinkedHashMap<String, String>(fillsAll ? call.pathParameters() : Map.of());
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    var query = new StringBuilder(request.query());
    parameters.forEach(
        (name, expression) -> {
          var value = call.expressions().value(expression, Map.of());
          var parts = name.split("\\.", 4); // integration.request.<place>.<name>
          if (value != null) {
            switch (parts[2]) {
              case "path" -> path.put(parts[3], value);
              case "header" -> headers.put(parts[3], List.of(value));
              default -> add(query, parts[3], value);
            }
          }
        });
    var answer = endpoint.send(request.method(), path, query.toString(), headers, request.body());
    var lines = new LinkedHashMap<>(answer.headers().map());
    lines.keySet().removeIf(HttpEndpoint::isOfTheConnection);
    return new ApiResponse(answer.statusCode(), Map.of(), lines, answer.body());
  }

  private static void add(StringBuilder query, String name, String value) {
    query
        .append(query.isEmpty() ? "" : "&")
        .append(URLEncoder.encode(name, UTF_8))
        .append('=')
        .append(URLEncoder.encode(value, UTF_8));
  }
}

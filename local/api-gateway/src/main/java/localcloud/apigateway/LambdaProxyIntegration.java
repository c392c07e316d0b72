package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;

/** A Lambda proxy integration (type {@code aws_proxy}): payload format 1.0. */
final class LambdaProxyIntegration implements Integration {
  private final Backend lambda;

  LambdaProxyIntegration(Backend lambda) {
    this.lambda = lambda;
  }

  @Override
  public ApiResponse answer(Call call) {
    var event = StrictJson.write(event(call));
    var answer = lambda.send(new Backend.Mapped(event, Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    return response(answer.text());
  }

  private static Map<String, @Nullable Object> event(Call call) {
    var request = call.request();
    var context = new LinkedHashMap<>(call.expressions().context());
    context.remove("requestOverride");
    context.remove("responseOverride");
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("resource", call.resourcePath());
    event.put("path", request.pathIn(String.valueOf(context.get("stage"))));
    event.put("httpMethod", request.method());
    event.put("headers", request.singleHeaders());
    event.put("multiValueHeaders", request.headers());
    var query = request.queryParameters();
    event.put("queryStringParameters", query.isEmpty() ? null : query);
    event.put(
        "multiValueQueryStringParameters",
        query.isEmpty() ? null : request.multiValueQueryParameters());
    event.put("pathParameters", call.pathParameters().isEmpty() ? null : call.pathParameters());
    event.put("stageVariables", call.expressions().stageVariables());
    event.put("requestContext", context);
    var body = call.expressions().input().getBody();
    event.put("body", body.isEmpty() ? null : body);
    event.put("isBase64Encoded", false);
    return event;
  }

  /**
   * Without binary media types, which are refused, API Gateway decodes no body: one in base64 stays
   * as it is.
   */
  private static ApiResponse response(String text) {
    try {
      if (StrictJson.parse(text) instanceof Map<?, ?> map
          && map.get("statusCode") instanceof Integer status
          && status >= 100
          && status <= 599) {
        var headers = headers(map);
        var lines = multiValueHeaders(map);
        headers.keySet().removeAll(lines.keySet()); // of a name in both, the one with many wins
        return new ApiResponse(status, headers, lines, body(map.get("body")).getBytes(UTF_8));
      }
    } catch (MalformedJsonException e) {
      throw malformed();
    }
    throw malformed();
  }

  private static String body(@Nullable Object body) {
    return switch (body) {
      case null -> "";
      case String text -> text;
      default -> throw malformed();
    };
  }

  private static Map<String, String> headers(Map<?, ?> response) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", "application/json");
    map(response.get("headers"))
        .forEach(
            (name, value) -> {
              headers.remove(name.toString());
              headers.put(name.toString(), String.valueOf(value));
            });
    return headers;
  }

  private static Map<String, List<String>> multiValueHeaders(Map<?, ?> response) {
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    map(response.get("multiValueHeaders"))
        .forEach((name, values) -> headers.put(name.toString(), texts(values)));
    return headers;
  }

  private static Map<?, ?> map(@Nullable Object part) {
    return switch (part) {
      case null -> Map.of();
      case Map<?, ?> own -> own;
      default -> throw malformed();
    };
  }

  private static List<String> texts(@Nullable Object values) {
    if (!(values instanceof List<?> list)) {
      throw malformed();
    }
    return list.stream().map(String::valueOf).toList();
  }

  /** A "malformed Lambda proxy response" is a 502 on AWS. */
  private static GatewayFailure malformed() {
    return new GatewayFailure(Type.DEFAULT_5XX, 502, "Internal server error", "");
  }
}

package localcloud.apigateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Payload format 1.0 of Lambda proxy integrations (API Gateway guide, "Input format of a Lambda
 * function for proxy integration").
 */
final class PayloadV1 {
  /** What the guide's example has in {@code identity}, for whoever calls. */
  private static final List<String> IDENTITY =
      List.of(
          "accessKey",
          "accountId",
          "caller",
          "cognitoAuthenticationProvider",
          "cognitoAuthenticationType",
          "cognitoIdentityId",
          "cognitoIdentityPoolId",
          "principalOrgId",
          "sourceIp",
          "user",
          "userAgent",
          "userArn");

  private PayloadV1() {}

  /** The event for the function. */
  static Map<String, @Nullable Object> event(Integration.Call call, @Nullable String version) {
    var request = call.request();
    var context = new LinkedHashMap<>(call.expressions().context());
    context.remove("requestOverride");
    context.remove("responseOverride");
    context.put("identity", identity(context.get("identity")));
    var event = new LinkedHashMap<String, @Nullable Object>();
    if (version != null) {
      event.put("version", version);
    }
    event.put("resource", call.resourcePath());
    event.put("path", request.pathIn(String.valueOf(context.get("stage"))));
    event.put("httpMethod", request.method());
    event.put("headers", request.singleHeaders());
    event.put("multiValueHeaders", request.headers());
    event.put("queryStringParameters", orNull(request.queryParameters()));
    event.put("multiValueQueryStringParameters", orNull(request.multiValueQueryParameters()));
    event.put("pathParameters", orNull(call.pathParameters()));
    event.put("stageVariables", orNull(call.expressions().stageVariables()));
    event.put("requestContext", context);
    var body = call.expressions().input().getBody();
    event.put("body", body.isEmpty() ? null : body);
    event.put("isBase64Encoded", false);
    return event;
  }

  private static Map<String, @Nullable Object> identity(@Nullable Object known) {
    var identity = new LinkedHashMap<String, @Nullable Object>();
    IDENTITY.forEach(name -> identity.put(name, null));
    if (known instanceof Map<?, ?> values) {
      values.forEach((name, value) -> identity.put(String.valueOf(name), value));
    }
    return identity;
  }

  private static @Nullable Object orNull(Map<String, ?> map) {
    return map.isEmpty() ? null : map;
  }

  /**
   * The function's answer, or empty if it is malformed.
   *
   * @param contentType what a response without a header has
   * @param decodes whether a body in base64 is decoded: by an HTTP API, not by a REST API without
   *     binary media types
   */
  static Optional<ApiResponse> response(String text, String contentType, boolean decodes) {
    try {
      if (!(StrictJson.parse(text) instanceof Map<?, ?> map)) {
        return Optional.empty();
      }
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      headers.put("Content-Type", contentType);
      map(map.get("headers"))
          .forEach(
              (name, value) -> {
                headers.remove(name.toString());
                if (value != null) { // a header that is null takes the default away
                  headers.put(name.toString(), value.toString());
                }
              });
      var lines = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
      map(map.get("multiValueHeaders"))
          .forEach((name, values) -> lines.put(name.toString(), texts(values)));
      headers.keySet().removeAll(lines.keySet()); // of a name in both, the one with many wins
      var status = status(map.get("statusCode"));
      var isBase64 = decodes && Boolean.TRUE.equals(map.get("isBase64Encoded"));
      return PayloadV2.bytes(body(map.get("body")), isBase64)
          .map(body -> new ApiResponse(status, headers, lines, body));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** A number, or one in a string as in many examples of AWS. */
  private static int status(@Nullable Object status) {
    var text = String.valueOf(status);
    if (!text.matches("[1-5][0-9]{2}")) {
      throw new MalformedJsonException();
    }
    return Integer.parseInt(text);
  }

  private static String body(@Nullable Object body) {
    return switch (body) {
      case null -> "";
      case String text -> text;
      default -> throw new MalformedJsonException();
    };
  }

  private static Map<?, ?> map(@Nullable Object part) {
    return switch (part) {
      case null -> Map.of();
      case Map<?, ?> own -> own;
      default -> throw new MalformedJsonException();
    };
  }

  private static List<String> texts(@Nullable Object values) {
    if (!(values instanceof List<?> list)) {
      throw new MalformedJsonException();
    }
    return list.stream().map(String::valueOf).toList();
  }
}

package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Payload format 2.0 of Lambda proxy integrations (API Gateway guide, "Create AWS Lambda proxy
 * integrations for HTTP APIs").
 */
final class PayloadV2 {
  /** What a response without the header has (tests of aws/aws-lambda-dotnet #1903 on AWS). */
  static final String TEXT = "text/plain; charset=utf-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  private PayloadV2() {}

  /** The event for the function; what a request does not have is left out. */
  static Map<String, @Nullable Object> event(Integration.Call call) {
    var request = call.request();
    var context = call.expressions().context();
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("version", "2.0");
    event.put("routeKey", context.get("routeKey"));
    event.put("rawPath", request.path());
    event.put("rawQueryString", request.query());
    putIfAny(event, "cookies", cookies(request));
    var headers = joined(request.headers(), PayloadV2::lower);
    headers.remove("cookie");
    event.put("headers", headers);
    putIfAny(
        event,
        "queryStringParameters",
        joined(request.multiValueQueryParameters(), UnaryOperator.identity()));
    event.put("requestContext", requestContext(request, context));
    putBody(event, request);
    putIfAny(event, "pathParameters", call.pathParameters());
    putIfAny(event, "stageVariables", call.expressions().stageVariables());
    return event;
  }

  /** A body that is no text comes in base64, in both formats. */
  static void putBody(Map<String, @Nullable Object> event, ApiRequest request) {
    var body = request.body();
    var isBase64 = body.length > 0 && !isText(request);
    if (body.length > 0) {
      event.put(
          "body", isBase64 ? Base64.getEncoder().encodeToString(body) : new String(body, UTF_8));
    }
    event.put("isBase64Encoded", isBase64);
  }

  private static Map<String, String> joined(
      Map<String, List<String>> values, UnaryOperator<String> name) {
    var joined = new LinkedHashMap<String, String>();
    values.forEach((key, all) -> joined.put(name.apply(key), String.join(",", all)));
    return joined;
  }

  private static void putIfAny(Map<String, @Nullable Object> event, String name, Object value) {
    var isEmpty = value instanceof Map<?, ?> map ? map.isEmpty() : value.equals(List.of());
    if (!isEmpty) {
      event.put(name, value);
    }
  }

  private static List<String> cookies(ApiRequest request) {
    var cookies = new ArrayList<String>();
    for (var line : request.headers().getOrDefault("Cookie", List.of())) {
      for (var cookie : line.split(";")) {
        cookies.add(cookie.strip());
      }
    }
    return List.copyOf(cookies);
  }

  private static Map<String, Object> requestContext(
      ApiRequest request, Map<String, Object> context) {
    var http = new LinkedHashMap<String, Object>();
    http.put("method", request.method());
    http.put("path", request.path());
    http.put("protocol", context.getOrDefault("protocol", "HTTP/1.1"));
    http.put("sourceIp", request.sourceIp());
    var agent = request.header("User-Agent");
    http.put("userAgent", agent == null ? "" : agent);
    var event = new LinkedHashMap<String, Object>();
    event.put("accountId", context.getOrDefault("accountId", ""));
    event.put("apiId", context.getOrDefault("apiId", ""));
    if (context.get("authorizer") != null) {
      event.put("authorizer", context.get("authorizer"));
    } else if (context.get("identity") instanceof Map<?, ?> identity
        && identity.get("accessKey") != null) {
      event.put("authorizer", Map.of("iam", iam(identity)));
    }
    event.put("domainName", context.getOrDefault("domainName", ""));
    event.put("domainPrefix", context.getOrDefault("domainPrefix", ""));
    event.put("http", http);
    for (var name : List.of("requestId", "routeKey", "stage")) {
      event.put(name, context.getOrDefault(name, ""));
    }
    event.put("time", context.getOrDefault("requestTime", ""));
    event.put("timeEpoch", context.getOrDefault("requestTimeEpoch", 0));
    return event;
  }

  private static Map<String, @Nullable Object> iam(Map<?, ?> identity) {
    var iam = new LinkedHashMap<String, @Nullable Object>();
    iam.put("accessKey", identity.get("accessKey"));
    iam.put("accountId", identity.get("accountId"));
    iam.put("callerId", identity.get("caller"));
    iam.put("cognitoIdentity", null);
    iam.put("principalOrgId", null);
    iam.put("userArn", identity.get("userArn"));
    iam.put("userId", identity.get("user"));
    return iam;
  }

  /** As tried on AWS by ministackorg/ministack #766: a form, too, comes in base64. */
  private static boolean isText(ApiRequest request) {
    var type = lower(MediaType.of(request));
    return request.header("Content-Type") != null
        && (type.startsWith("text/")
            || List.of("application/json", "application/xml", "application/javascript")
                .contains(type));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The function's answer, or empty if it is malformed. */
  static Optional<ApiResponse> response(String text) {
    try {
      var answer = JSON.readTree(text);
      return answer.has("statusCode") ? formatted(answer, TEXT) : Optional.of(inferred(answer));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The same of a function URL, which takes a text, too, for the JSON it is (Lambda guide,
   * "Response payload format").
   */
  static Optional<ApiResponse> responseOfUrl(String text) {
    try {
      var answer = JSON.readTree(text);
      return answer.has("statusCode")
          ? formatted(answer, "application/json")
          : Optional.of(ApiResponse.json(200, text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Without a status code, the answer is the body. */
  private static ApiResponse inferred(JsonNode answer) {
    return ApiResponse.json(200, answer.isTextual() ? answer.textValue() : answer.toString());
  }

  private static Optional<ApiResponse> formatted(JsonNode answer, String contentType) {
    var status = answer.get("statusCode").asText();
    var body = answer.path("body");
    if (!status.matches("[1-5][0-9]{2}")
        || !(body.isTextual() || body.isNull() || body.isMissingNode())) {
      return Optional.empty();
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Content-Type", contentType);
    answer
        .path("headers")
        .forEachEntry(
            (name, value) -> {
              headers.remove(name);
              if (!value.isNull()) {
                headers.put(name, value.asText());
              }
            });
    var lines = new LinkedHashMap<String, List<String>>();
    if (!answer.path("cookies").isEmpty()) {
      lines.put("Set-Cookie", Authorizer.texts(answer.get("cookies")));
    }
    var bytes = bytes(body.asText(""), answer.path("isBase64Encoded").asBoolean());
    return bytes.map(content -> new ApiResponse(Integer.parseInt(status), headers, lines, content));
  }

  static Optional<byte[]> bytes(String body, boolean isBase64) {
    try {
      return Optional.of(isBase64 ? Base64.getDecoder().decode(body) : body.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

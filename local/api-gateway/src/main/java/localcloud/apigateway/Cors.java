package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The CORS configuration of an HTTP API (API Gateway guide, "Configure CORS for HTTP APIs"). */
record Cors(
    List<String> origins,
    List<String> headers,
    List<String> methods,
    List<String> exposed,
    @Nullable String maxAge,
    boolean withCredentials) {

  static @Nullable Cors parse(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    Properties.only(
        node,
        "/x-amazon-apigateway-cors",
        "allowOrigins",
        "allowHeaders",
        "allowMethods",
        "exposeHeaders",
        "maxAge",
        "allowCredentials");
    return new Cors(
        Authorizer.texts(node.path("allowOrigins")),
        Authorizer.texts(node.path("allowHeaders")),
        Authorizer.texts(node.path("allowMethods")),
        Authorizer.texts(node.path("exposeHeaders")),
        node.has("maxAge") ? node.get("maxAge").asText() : null,
        node.path("allowCredentials").asBoolean());
  }

  boolean isPreflight(ApiRequest request) {
    return request.method().equals("OPTIONS")
        && request.header("Origin") != null
        && request.header("Access-Control-Request-Method") != null;
  }

  /** The answer to a preflight request, to which {@link #applied} adds the rest. */
  ApiResponse preflight(ApiRequest request) {
    var answer = new LinkedHashMap<String, String>();
    if (allows(request) != null) {
      put(answer, "Access-Control-Allow-Methods", methods);
      put(answer, "Access-Control-Allow-Headers", headers);
      if (maxAge != null) {
        answer.put("Access-Control-Max-Age", maxAge);
      }
    }
    return new ApiResponse(204, answer, new byte[0]);
  }

  /** What the integration says of CORS is replaced by what the API does. */
  ApiResponse applied(ApiRequest request, ApiResponse answer) {
    var own = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    own.putAll(answer.headers());
    if (!isPreflight(request)) {
      own.keySet().removeIf(Cors::isCors);
    }
    var lines = new LinkedHashMap<>(answer.multiValueHeaders());
    lines.keySet().removeIf(Cors::isCors);
    var origin = allows(request);
    if (origin != null) {
      own.put("Access-Control-Allow-Origin", origin);
      if (withCredentials) {
        own.put("Access-Control-Allow-Credentials", "true");
      }
      put(own, "Access-Control-Expose-Headers", exposed);
    }
    return new ApiResponse(answer.status(), own, lines, answer.body());
  }

  private @Nullable String allows(ApiRequest request) {
    var origin = request.header("Origin");
    if (origin == null) {
      return null;
    }
    if (origins.contains("*")) {
      return "*";
    }
    var scheme = origin.replaceFirst("(?<=^https?://).*", "*"); // https://* and http://*
    return origins.contains(origin) || origins.contains(scheme) ? origin : null;
  }

  private static boolean isCors(String header) {
    return header.regionMatches(true, 0, "Access-Control-", 0, "Access-Control-".length());
  }

  private static void put(Map<String, String> answer, String header, List<String> values) {
    if (!values.isEmpty()) {
      answer.put(header, String.join(",", values));
    }
  }
}

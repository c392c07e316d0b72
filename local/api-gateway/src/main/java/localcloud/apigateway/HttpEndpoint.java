package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import localcloud.apigateway.GatewayFailure.Type;

/** An HTTP endpoint behind a method: integrations of type {@code http} and {@code http_proxy}. */
record HttpEndpoint(String uri, String method, Duration timeout) {
  private static final int MAX_TIMEOUT_MILLIS = 29_000;

  /** They belong to one connection, and Java's client sets them itself. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");

  static HttpEndpoint parse(JsonNode node, String pointer) {
    var uri = node.path("uri").asText();
    if (!node.path("connectionType").asText("INTERNET").equals("INTERNET")) {
      throw new UnsupportedDefinitionException(
          pointer + "/connectionType", "there is no VPC locally; only INTERNET is supported");
    }
    if (!uri.matches("https?://.+")) {
      throw new UnsupportedDefinitionException(
          pointer + "/uri", "must begin with http:// or https://");
    }
    var method = node.path("httpMethod").asText();
    if (method.isEmpty()) {
      throw new UnsupportedDefinitionException(pointer + "/httpMethod", "missing");
    }
    var millis =
        Math.min(node.path("timeoutInMillis").asInt(MAX_TIMEOUT_MILLIS), MAX_TIMEOUT_MILLIS);
    return new HttpEndpoint(uri, method.toUpperCase(Locale.ROOT), Duration.ofMillis(millis));
  }

  /** The same, if it names one method: a mapped request has no other. */
  HttpEndpoint withoutAny(String pointer) {
    if (method.equals("ANY")) {
      throw new UnsupportedDefinitionException(pointer + "/httpMethod", "name one method");
    }
    return this;
  }

  /**
   * Sends a request.
   *
   * @param client the client's method, which {@code ANY} takes over
   * @param path values of the URI's variables
   * @param query as it follows the question mark, possibly empty
   */
  HttpResponse<byte[]> send(
      String client,
      Map<String, String> path,
      String query,
      Map<String, List<String>> headers,
      byte[] body) {
    var request = HttpRequest.newBuilder(target(path, query)).timeout(timeout);
    request.method(
        method.equals("ANY") ? client : method, HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, values) -> {
          if (!isOfTheConnection(name)) {
            values.forEach(value -> request.header(name, value));
          }
        });
    try (var http = HttpClient.newBuilder().connectTimeout(timeout).build()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      throw new GatewayFailure(Type.INTEGRATION_TIMEOUT, "Endpoint request timed out");
    } catch (IOException e) {
      throw new GatewayFailure(
          Type.INTEGRATION_FAILURE, "Network error communicating with endpoint");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayFailure.internal(Type.INTEGRATION_FAILURE);
    }
  }

  static boolean isOfTheConnection(String header) {
    var name = header.toLowerCase(Locale.ROOT);
    return OF_THE_CONNECTION.contains(name) || name.startsWith(":");
  }

  /** A greedy variable keeps its slashes. */
  private URI target(Map<String, String> path, String query) {
    var filled = uri;
    for (var entry : path.entrySet()) {
      var value =
          URLEncoder.encode(entry.getValue(), UTF_8).replace("+", "%20").replace("%2F", "/");
      filled = filled.replaceAll("\\{" + entry.getKey() + "\\+?}", value);
    }
    var separator = filled.contains("?") ? "&" : "?";
    try {
      return URI.create(query.isEmpty() ? filled : filled + separator + query);
    } catch (IllegalArgumentException e) {
      throw GatewayFailure.internal(Type.API_CONFIGURATION_ERROR);
    }
  }
}

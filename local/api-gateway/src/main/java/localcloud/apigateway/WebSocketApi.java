package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.apigateway.RouteSelection.CONNECT;
import static localcloud.apigateway.RouteSelection.DEFAULT;
import static localcloud.apigateway.RouteSelection.DISCONNECT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.apigateway.GatewayFailure.Type;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsService;
import localcloud.aws.TokenBucket;
import org.jspecify.annotations.Nullable;

/** A WebSocket API without its server: routes to Lambda functions, and who is connected. */
final class WebSocketApi {
  private static final System.Logger LOG = System.getLogger(WebSocketApi.class.getName());

  private final ApiSettings settings;
  private final WebSocketLimits limits;
  private final WebSocketUsage usage;
  private final Clock clock;
  private final WebSocketEvents events;
  private final RouteSelection selection;
  private final Map<String, AwsBackend> routes = new HashMap<>();
  private final Map<String, TokenBucket> throttles = new HashMap<>();
  private final Map<String, WebSocketConnection> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * An API without connections.
   *
   * @param definition what {@link WebSocketDefinition} writes
   * @param aws where the functions are
   */
  WebSocketApi(
      ApiSettings settings,
      WebSocketLimits limits,
      JsonNode definition,
      AwsService aws,
      WebSocketUsage usage,
      Clock clock) {
    this.settings = settings;
    this.limits = limits;
    this.usage = usage;
    this.clock = clock;
    this.events = new WebSocketEvents(settings);
    this.selection = new RouteSelection(definition.path("routeSelectionExpression").asText());
    for (var route : definition.path("routes").properties()) {
      routes.put(route.getKey(), AwsBackend.ofRoute(route.getValue(), route.getKey(), aws));
    }
    settings.throttling().forEach((key, limit) -> throttles.put(key, limit.bucket()));
  }

  /** What a client that asks for a connection is answered. */
  sealed interface Handshake {}

  /**
   * It is connected.
   *
   * @param protocol the subprotocol that the function has chosen
   */
  record Accepted(WebSocketConnection connection, @Nullable String protocol) implements Handshake {}

  record Refused(int status) implements Handshake {}

  ApiSettings settings() {
    return settings;
  }

  /**
   * Asks the function of {@code $connect}: whatever status it answers outside of 2xx is the
   * handshake's (dherault/serverless-offline PR #1301, which compares with AWS). A function that
   * fails is 502 (serverless/serverless-websockets-plugin #13).
   */
  Handshake connect(ApiRequest request) {
    if (open.size() >= limits.connections() || isThrottled(CONNECT)) {
      return new Refused(Type.THROTTLED.status);
    }
    var connection = new WebSocketConnection(request, clock.instant());
    var function = routes.get(CONNECT);
    if (function == null) {
      return accepted(connection, null);
    }
    try {
      var answer = send(function, events.connect(connection, clock.instant()));
      return answer
          .flatMap(whole -> PayloadV1.response(whole.text(), PayloadV2.TEXT, true))
          .map(response -> handshake(connection, response))
          .orElse(new Refused(502));
    } catch (GatewayFailure e) {
      return new Refused(e.status());
    }
  }

  /** From now on the client can be sent messages; they wait for the end of the handshake. */
  private Handshake accepted(WebSocketConnection connection, @Nullable String protocol) {
    open.put(connection.id(), connection);
    return new Accepted(connection, protocol);
  }

  private Handshake handshake(WebSocketConnection connection, ApiResponse response) {
    if (response.status() < 200 || response.status() > 299) {
      return new Refused(response.status() < 300 ? 502 : response.status());
    }
    return accepted(
        connection,
        response.headers().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("Sec-WebSocket-Protocol"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null));
  }

  /** Takes a message of a client to its route. There are no route responses. */
  void message(WebSocketConnection connection, String message) {
    connection.active(clock.instant());
    usage.messages(WebSocketLimits.billed(message.getBytes(UTF_8).length));
    var wanted = selection.of(message);
    var key = routes.containsKey(wanted) ? wanted : DEFAULT;
    var function = routes.get(key);
    if (function == null) {
      tell(connection, "Forbidden");
    } else if (isThrottled(key)) {
      tell(connection, "Too Many Requests");
    } else if (!isDone(function, events.message(connection, key, message, clock.instant()))) {
      tell(connection, "Internal server error");
    }
  }

  /**
   * A client is gone, or was sent away. Its function is called once, and not again if that fails.
   */
  void disconnected(WebSocketConnection connection, int status, String reason) {
    if (!open.remove(connection.id(), connection)) {
      return;
    }
    var lasted = Duration.between(connection.connectedAt(), clock.instant());
    usage.connectionMinutes(Math.max(1, Math.ceilDiv(lasted.toMillis(), 60_000)));
    var function = routes.get(DISCONNECT);
    if (function != null && !closed) {
      var event = events.disconnect(connection, status, reason, clock.instant());
      if (!isDone(function, event)) {
        LOG.log(System.Logger.Level.DEBUG, "The function of $disconnect failed");
      }
    }
  }

  /** A client that can be sent messages. */
  Optional<WebSocketConnection> find(String connectionId) {
    return Optional.ofNullable(open.get(connectionId));
  }

  /**
   * Sends a message to a client.
   *
   * @throws IOException if the client does not take it; it is gone then
   */
  void post(WebSocketConnection connection, String message) throws IOException {
    connection.send(message);
    connection.active(clock.instant());
    usage.messages(WebSocketLimits.billed(message.getBytes(UTF_8).length));
  }

  /** Clients that go from now on are nobody's concern. */
  void close() {
    closed = true;
  }

  private boolean isThrottled(String routeKey) {
    var bucket = throttles.getOrDefault(routeKey, throttles.get("*"));
    return bucket != null && !bucket.take();
  }

  private static boolean isDone(AwsBackend function, String event) {
    try {
      return send(function, event).isPresent();
    } catch (GatewayFailure e) {
      return false;
    }
  }

  /** The function's answer; empty if it failed. */
  private static Optional<AwsAnswer> send(AwsBackend function, String event) {
    var answer = function.send(new Backend.Mapped(event, Map.of(), Map.of(), Map.of()));
    return answer.isError() || answer.headers().containsKey("x-amz-function-error")
        ? Optional.empty()
        : Optional.of(answer);
  }

  /** In the words with which AWS reports what it could not do with a message. */
  private void tell(WebSocketConnection connection, String what) {
    var frame = new LinkedHashMap<String, Object>();
    frame.put("message", what);
    frame.put("connectionId", connection.id());
    frame.put("requestId", WebSocketEvents.shortId());
    try {
      post(connection, StrictJson.write(frame));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A client went away", e);
    }
  }
}

package localcloud.apigateway;

import static localcloud.apigateway.RouteSelection.CONNECT;
import static localcloud.apigateway.RouteSelection.DISCONNECT;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What functions get of a WebSocket API; the shapes are recorded events of AWS. {@code domainName}
 * is the host as the client called it.
 */
record WebSocketEvents(ApiSettings settings) {
  private static final String NO_STATUS = "Client-side close frame status not set";

  String connect(WebSocketConnection connection, Instant now) {
    var request = connection.handshake();
    var event = new LinkedHashMap<String, Object>();
    var headers = new LinkedHashMap<>(request.singleHeaders());
    headers.keySet().removeIf(WebSocketEvents::isOfTheHop);
    var multiValueHeaders = new LinkedHashMap<>(request.headers());
    multiValueHeaders.keySet().removeIf(WebSocketEvents::isOfTheHop);
    event.put("headers", headers);
    event.put("multiValueHeaders", multiValueHeaders);
    if (!request.query().isEmpty()) {
      event.put("queryStringParameters", request.queryParameters());
      event.put("multiValueQueryStringParameters", request.multiValueQueryParameters());
    }
    return written(event, context(connection, CONNECT, "CONNECT", now));
  }

  /** What a client says to the next server only: the recorded event has neither. */
  private static boolean isOfTheHop(String header) {
    return header.equalsIgnoreCase("Connection") || header.equalsIgnoreCase("Upgrade");
  }

  String message(WebSocketConnection connection, String routeKey, String body, Instant now) {
    var context = context(connection, routeKey, "MESSAGE", now);
    context.put("messageId", shortId());
    var event = new LinkedHashMap<String, Object>();
    event.put("body", body);
    return written(event, context);
  }

  /** As the close frame has it. */
  String disconnect(WebSocketConnection connection, int status, String reason, Instant now) {
    var context = context(connection, DISCONNECT, "DISCONNECT", now);
    context.put("disconnectStatusCode", status);
    context.put("disconnectReason", status == 1005 ? NO_STATUS : reason);
    var host = Map.of("Host", host(connection));
    var event = new LinkedHashMap<String, Object>();
    event.put("headers", host);
    event.put("multiValueHeaders", Map.of("Host", List.of(host(connection))));
    return written(event, context);
  }

  private String written(Map<String, Object> event, Map<String, Object> context) {
    event.put("requestContext", context);
    if (!settings.stageVariables().isEmpty()) {
      event.put("stageVariables", settings.stageVariables());
    }
    event.put("isBase64Encoded", false);
    return StrictJson.write(event);
  }

  private Map<String, Object> context(
      WebSocketConnection connection, String routeKey, String eventType, Instant now) {
    var id = shortId();
    var context = new LinkedHashMap<String, Object>();
    context.put("routeKey", routeKey);
    context.put("eventType", eventType);
    context.put("extendedRequestId", id);
    context.put("requestTime", RequestContext.CLF.format(now.atZone(ZoneOffset.UTC)));
    context.put("messageDirection", "IN");
    context.put("stage", settings.stageName());
    context.put("connectedAt", connection.connectedAt().toEpochMilli());
    context.put("requestTimeEpoch", now.toEpochMilli());
    context.put("identity", identity(connection));
    context.put("requestId", id);
    context.put("domainName", host(connection));
    context.put("connectionId", connection.id());
    context.put("apiId", settings.apiId());
    return context;
  }

  static Map<String, Object> identity(WebSocketConnection connection) {
    var agent = connection.handshake().header("User-Agent");
    var identity = new LinkedHashMap<String, Object>();
    identity.put("sourceIp", connection.handshake().sourceIp());
    if (agent != null) {
      identity.put("userAgent", agent);
    }
    return identity;
  }

  private static String host(WebSocketConnection connection) {
    var host = connection.handshake().header("Host");
    return host == null ? "localhost" : host;
  }

  static String shortId() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 15) + "=";
  }
}

package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import localcloud.aws.AwsService;
import localcloud.aws.LocalClients;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** Serves one WebSocket API on 127.0.0.1: its clients and its {@code @connections}. */
public final class WebSocketServer implements AutoCloseable {
  /** What is read of the body of a request for {@code @connections}; a service refuses less. */
  private static final int MOST_BYTES = 1 << 20;

  private static final ApiResponse FORBIDDEN = ApiResponse.json(403, "{\"message\":\"Forbidden\"}");

  private final WebSocketApi api;
  private final WebSocketLimits limits;
  private final ManagementRequests management;
  private final Server server = new Server(new VirtualThreadPool());
  private final ServerConnector connector;
  private final ServerWebSocketContainer container;

  private WebSocketServer(
      int port, WebSocketApi api, WebSocketLimits limits, ManagementRequests management) {
    this.api = api;
    this.limits = limits;
    this.management = management;
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(HttpExchanges.PATIENCE.toMillis());
    server.addConnector(connector);
    server.setStopTimeout(0);
    container = ServerWebSocketContainer.ensure(server);
    container.setIdleTimeout(limits.idle());
    container.setAutoFragment(false); // with it, Jetty takes frames of any size
    container.setMaxFrameSize(WebSocketLimits.FRAME);
    container.setMaxTextMessageSize(WebSocketLimits.MESSAGE);
    server.setHandler(new Requests());
    server.setErrorHandler(WebSocketServer::withoutWords);
  }

  /**
   * Starts to serve.
   *
   * @param definition what {@link WebSocketDefinition} writes
   * @param aws where the functions are
   * @param apis gets the API, so that its clients can be sent messages
   * @throws IOException if the port is taken
   */
  public static WebSocketServer start(
      ApiSettings settings,
      WebSocketLimits limits,
      JsonNode definition,
      AwsService aws,
      WebSocketApis apis,
      WebSocketUsage usage,
      ManagementRequests management)
      throws IOException {
    var api = new WebSocketApi(settings, limits, definition, aws, usage, Clock.systemUTC());
    var started = new WebSocketServer(settings.port(), api, limits, management);
    try {
      started.server.start();
    } catch (IOException e) {
      started.close();
      throw e;
    } catch (Exception e) { // Jetty declares no less
      started.close();
      throw new IllegalStateException("The WebSocket API cannot be served", e);
    }
    apis.add(api);
    return started;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    api.close();
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no less
      throw new IllegalStateException("The WebSocket API did not stop", e);
    }
  }

  /** What comes by HTTP: handshakes and {@code @connections}. */
  private final class Requests extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var head = request(request, new byte[0]);
      var path = head.pathIn(api.settings().stageName());
      if (path == null || !isLocal(head)) {
        write(response, FORBIDDEN, callback);
      } else if (path.startsWith(ManagementCall.CONNECTIONS)) {
        var body = Content.Source.asInputStream(request).readNBytes(MOST_BYTES);
        var whole = request(request, body);
        write(response, management.answer(api.settings().apiId(), whole), callback);
      } else if (!path.equals("/")) {
        write(response, FORBIDDEN, callback);
      } else if (!container.upgrade(
          (asked, answer, done) -> connect(head, asked, answer, done),
          request,
          response,
          callback)) {
        write(response, ApiResponse.json(426, "{\"message\":\"Upgrade Required\"}"), callback);
      }
      return true;
    }
  }

  private static boolean isLocal(ApiRequest request) {
    return LocalClients.isLocal(
        request.header("Host"), request.header("Origin"), request.header("Sec-Fetch-Site"));
  }

  private @Nullable Object connect(
      ApiRequest head, ServerUpgradeRequest asked, ServerUpgradeResponse answer, Callback done) {
    return switch (api.connect(head)) {
      case WebSocketApi.Refused(var status) -> {
        write(answer, new ApiResponse(status, Map.of(), new byte[0]), done);
        yield null;
      }
      case WebSocketApi.Accepted(var connection, var protocol) -> {
        answer.setExtensions(List.of()); // AWS compresses nothing
        if (protocol != null && asked.hasSubProtocol(protocol)) {
          answer.setAcceptedSubProtocol(protocol);
        }
        yield new WebSocketEndpoint(api, connection, server.getScheduler(), limits.life());
      }
    };
  }

  private static ApiRequest request(Request request, byte[] body) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var field : request.getHeaders()) {
      headers
          .computeIfAbsent(field.getName(), _ -> new ArrayList<>())
          .add(field.getValue() == null ? "" : field.getValue());
    }
    var query = request.getHttpURI().getQuery();
    return new ApiRequest(
        request.getMethod(),
        request.getHttpURI().getPath(),
        query == null ? "" : query,
        headers,
        body,
        Request.getRemoteAddr(request));
  }

  private static void write(Response response, ApiResponse answer, Callback callback) {
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /** Of a failure a client learns the status, which is set. */
  private static boolean withoutWords(Request request, Response response, Callback callback) {
    callback.succeeded();
    return true;
  }
}

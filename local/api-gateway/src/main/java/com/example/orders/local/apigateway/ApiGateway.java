package com.example.orders.local.apigateway;

import com.example.orders.local.apigateway.GatewayFailure.Type;
import com.example.orders.local.aws.AwsService;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Serves one REST API on 127.0.0.1, from its OpenAPI definition. */
public final class ApiGateway implements AutoCloseable {
  /** Quota of API Gateway: the payload's size. */
  private static final int MAX_BODY = 10 * 1024 * 1024;

  private static final System.Logger LOG = System.getLogger(ApiGateway.class.getName());
  private static final String LOCAL = "/_local/";

  private final HttpServer server;
  private final ExecutorService threads;
  private final RestApi api;
  private final Map<String, LocalHandler> localHandlers;

  private ApiGateway(
      HttpServer server,
      ExecutorService threads,
      RestApi api,
      Map<String, LocalHandler> localHandlers) {
    this.server = server;
    this.threads = threads;
    this.api = api;
    this.localHandlers = localHandlers;
  }

  /**
   * Starts to serve.
   *
   * @param openApi the definition, its intrinsic functions resolved
   * @param aws where integrations go
   * @param trust whom authorizers believe
   * @param localHandlers further routes by their path below {@code /_local/}, for example {@code
   *     token}
   * @throws UnsupportedDefinitionException if the definition asks for what is not supported here
   * @throws IOException if the port is taken
   */
  public static ApiGateway start(
      ApiSettings settings,
      JsonNode openApi,
      AwsService aws,
      Trust trust,
      Map<String, LocalHandler> localHandlers)
      throws IOException {
    var api = new RestApi(settings, openApi, aws, trust);
    // Without it each answer waits for the client's delayed acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), settings.port());
    var server = HttpServer.create(address, 0);
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var gateway = new ApiGateway(server, threads, api, Map.copyOf(localHandlers));
    server.setExecutor(threads);
    server.createContext("/", gateway::serve);
    server.start();
    return gateway;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client went away", e);
    }
  }

  private ApiResponse answer(HttpExchange exchange) throws IOException {
    var head = request(exchange, new byte[0]);
    var lengths = head.headers().getOrDefault("Content-Length", List.of());
    if (lengths.size() > 1
        || !lengths.isEmpty() && head.headers().containsKey("Transfer-Encoding")) {
      // Two lengths: whatever follows on this connection could be a smuggled request.
      exchange.getResponseHeaders().set("Connection", "close");
      return api.refuse(head, Type.DEFAULT_4XX, "Bad Request");
    }
    var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      exchange.getResponseHeaders().set("Connection", "close");
      return api.refuse(head, Type.REQUEST_TOO_LARGE, "Request Too Long");
    }
    var request = request(exchange, body);
    var local = localHandler(request.path());
    return local != null ? local.answer(request) : api.answer(request);
  }

  private @Nullable LocalHandler localHandler(String path) {
    return path.startsWith(LOCAL) ? localHandlers.get(path.substring(LOCAL.length())) : null;
  }

  private static ApiRequest request(HttpExchange exchange, byte[] body) {
    var uri = exchange.getRequestURI();
    return new ApiRequest(
        exchange.getRequestMethod(),
        uri.getRawPath() == null ? "" : uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        exchange.getRequestHeaders(),
        body,
        exchange.getRemoteAddress().getAddress().getHostAddress());
  }

  private static void send(HttpExchange exchange, ApiResponse response) throws IOException {
    response
        .headers()
        .forEach(
            (name, value) ->
                exchange.getResponseHeaders().set(name, value.replaceAll("[\\r\\n]", " ")));
    var withoutBody =
        response.body().length == 0
            || response.status() == 204
            || response.status() == 304
            || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(response.status(), withoutBody ? -1 : response.body().length);
    if (!withoutBody) {
      exchange.getResponseBody().write(response.body());
    }
  }
}

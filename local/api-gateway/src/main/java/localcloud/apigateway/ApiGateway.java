package localcloud.apigateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Map;
import localcloud.aws.AwsService;
import localcloud.aws.LocalClients;
import localcloud.aws.LoopbackSockets;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestMapper;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.impl.io.DefaultClassicHttpResponseFactory;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Serves one API or function URL on 127.0.0.1, from its OpenAPI definition. */
public final class ApiGateway implements AutoCloseable {
  private static final String LOCAL = "/_local/";

  /** So much of a head is read; what is over API Gateway's quota is answered, not cut off. */
  private static final int MAX_LINE = 64 * 1024;

  /** More than fit into API Gateway's quota of bytes in practice. */
  private static final int MAX_HEADERS = 200;

  /** Clients that connect at once and are not taken yet; the system may allow fewer. */
  private static final int MOST_WAITING = 1024;

  private static final System.Logger LOG = System.getLogger(ApiGateway.class.getName());

  private final HttpServer server;

  private ApiGateway(HttpServer server) {
    this.server = server;
  }

  /** Answers what is no HTTP without repeating any of it. */
  private static final class PlainErrors extends HttpService {
    PlainErrors(HttpRequestHandler handler) {
      super(
          HttpProcessors.server("local-api-gateway"),
          (HttpRequestMapper<HttpRequestHandler>) (request, context) -> handler,
          DefaultConnectionReuseStrategy.INSTANCE,
          DefaultClassicHttpResponseFactory.INSTANCE);
    }

    @Override
    protected void handleException(HttpException e, ClassicHttpResponse response) {
      var status = toStatusCode(e);
      response.setCode(status < 500 ? status : 400); // an unknown coding or version: the client's
      response.setEntity(new StringEntity("Bad Request\n", ContentType.TEXT_PLAIN));
    }
  }

  /** Clients that went away or speak no HTTP are no faults. */
  private static final class Faults implements ExceptionListener {
    @Override
    public void onError(Exception e) {
      if (!(e instanceof IOException || e instanceof HttpException)) {
        LOG.log(Level.WARNING, "The API's server failed", e);
      }
    }

    @Override
    public void onError(HttpConnection connection, Exception e) {
      onError(e);
    }
  }

  /**
   * Starts to serve.
   *
   * @param openApi the definition, its intrinsic functions resolved
   * @param aws where integrations go
   * @param trust whom authorizers believe
   * @param gate looks at each request before the API does
   * @param log is shown each request and its answer
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
      Gate gate,
      RequestLog log,
      Map<String, LocalHandler> localHandlers)
      throws IOException {
    return serve(settings, new RestApi(settings, openApi, aws, trust), gate, log, localHandlers);
  }

  /** Starts to serve an HTTP API; as {@link #start}, whose words hold for it. */
  public static ApiGateway startHttpApi(
      ApiSettings settings,
      JsonNode openApi,
      AwsService aws,
      Trust trust,
      RequestLog log,
      Map<String, LocalHandler> localHandlers)
      throws IOException {
    return serve(
        settings, new HttpApi(settings, openApi, aws, trust), Gate.OPEN, log, localHandlers);
  }

  /** Starts to serve a function's own URL; as {@link #start}, whose words hold for it. */
  public static ApiGateway startFunctionUrl(
      ApiSettings settings, JsonNode definition, AwsService aws, Trust trust, RequestLog log)
      throws IOException {
    return serve(
        settings, new FunctionUrl(settings, definition, aws, trust), Gate.OPEN, log, Map.of());
  }

  private static ApiGateway serve(
      ApiSettings settings,
      Api api,
      Gate gate,
      RequestLog log,
      Map<String, LocalHandler> localHandlers)
      throws IOException {
    var handlers = Map.copyOf(localHandlers);
    var exchanges =
        new HttpExchanges(
            api::refuse, request -> log.logged(request, all -> answer(api, gate, handlers, all)));
    var server =
        new HttpServer(
            settings.port(),
            new PlainErrors(exchanges),
            InetAddress.getByName("127.0.0.1"),
            LoopbackSockets.config(Timeout.of(HttpExchanges.PATIENCE), MOST_WAITING),
            new LoopbackSockets(),
            DefaultBHttpServerConnectionFactory.builder().http1Config(limits()).build(),
            null,
            null,
            new Faults());
    server.start();
    return new ApiGateway(server);
  }

  private static Http1Config limits() {
    return Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_HEADERS).build();
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    server.close(CloseMode.IMMEDIATE);
  }

  private static ApiResponse answer(
      Api api, Gate gate, Map<String, LocalHandler> handlers, ApiRequest request) {
    if (!LocalClients.isLocal(
        request.header("Host"), request.header("Origin"), request.header("Sec-Fetch-Site"))) {
      return ApiResponse.json(403, "{\"message\":\"Forbidden\"}");
    }
    var local = localHandler(handlers, request.path());
    try {
      return local != null
          ? local.answer(request)
          : gate.refuses(request).orElseGet(() -> api.answer(request));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(Level.WARNING, "The API failed at " + request.method() + " " + request.path(), e);
      return ApiResponse.json(500, "{\"message\":\"Internal server error\"}");
    }
  }

  private static @Nullable LocalHandler localHandler(
      Map<String, LocalHandler> handlers, String path) {
    return path.startsWith(LOCAL) ? handlers.get(path.substring(LOCAL.length())) : null;
  }
}

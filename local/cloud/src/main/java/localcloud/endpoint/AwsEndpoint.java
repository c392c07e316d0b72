package localcloud.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.LocalClients;
import localcloud.aws.NoAnswerException;
import localcloud.cloud.PortInUseException;

/** The HTTP port that every AWS SDK and the AWS CLI can be pointed at, on loopback only. */
public final class AwsEndpoint implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(AwsEndpoint.class.getName());
  private static final String LOCAL = "/_local";

  /** More than the largest request of any service here: 16 MB, DynamoDB's BatchWriteItem. */
  private static final int MOST_BYTES = 20 << 20;

  /** For web pages, which have no business here. */
  private static final AwsAnswer FOREIGN = new AwsAnswer(403, Map.of(), new byte[0]);

  private static final AwsAnswer TOO_LARGE = new AwsAnswer(413, Map.of(), new byte[0]);

  /**
   * The services with a REST protocol, whose GET changes nothing. An action of the others by GET is
   * what any web page can send, and no SDK does.
   */
  private static final Set<String> READ_BY_GET =
      Set.of("lambda", "cognito-idp", "scheduler", "appconfig", "s3");

  /** Whoever signs with a key of no function: the one who deployed the stack. */
  private final String administrator;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AwsService aws;
  private final Callers callers;

  private AwsEndpoint(
      HttpServer server,
      String administrator,
      AwsService aws,
      LocalControls controls,
      Callers callers) {
    this.server = server;
    this.administrator = administrator;
    this.aws = aws;
    this.callers = callers;
    server.setExecutor(threads);
    server.createContext("/", exchange -> reply(exchange, this::serve));
    server.createContext(LOCAL, exchange -> reply(exchange, e -> control(e, controls)));
    server.start();
  }

  /**
   * Opens the port.
   *
   * @param port 0 for a free one
   * @param administrator the ARN of whoever signs with a key that nobody holds
   */
  public static AwsEndpoint open(
      int port, String administrator, AwsService aws, LocalControls controls, Callers callers) {
    // Without this the JDK's server waits for Nagle's algorithm: 40 ms an answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Without this a head or body that never ends holds its connection for ever. In seconds.
    System.setProperty("sun.net.httpserver.maxReqTime", "60");
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 256);
      return new AwsEndpoint(server, administrator, aws, controls, callers);
    } catch (BindException e) {
      throw new PortInUseException(port, e);
    } catch (IOException e) {
      throw new IllegalStateException("The AWS endpoint cannot open port " + port, e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private AwsAnswer serve(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    var path = exchange.getRequestURI().toString();
    var body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return TOO_LARGE;
    }
    var signer = SignedBy.in(headers, path);
    var service =
        signer
            .map(SignedBy::service)
            .orElseGet(() -> unsigned(exchange.getRequestMethod(), path, headers, body));
    if (!exchange.getRequestMethod().equals("POST") && !READ_BY_GET.contains(service)) {
      return plain(405, "Actions of " + service + " are taken by POST only.");
    }
    var key = signer.map(SignedBy::accessKeyId).orElse("");
    return aws.answer(
        new AwsCall(
            service,
            callers.principal(key).orElse(administrator),
            exchange.getRequestMethod(),
            path,
            headers,
            body,
            callers.caller(key, signer.map(SignedBy::sessionToken).orElse(""))));
  }

  private static String unsigned(
      String method, String path, Map<String, String> headers, byte[] body) {
    var form = body.length < 4096 ? text(body) : "";
    return ServiceNames.ofUnsigned(method, headers.get("x-amz-target"), path, form);
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  private static AwsAnswer control(HttpExchange exchange, LocalControls controls)
      throws IOException {
    var query = exchange.getRequestURI().getRawQuery();
    var body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return TOO_LARGE;
    }
    return controls.answer(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath().substring(LOCAL.length()),
        AwsCall.parameters(query == null ? "" : query),
        text(body));
  }

  private static boolean isLocal(HttpExchange exchange) {
    var headers = exchange.getRequestHeaders();
    return LocalClients.isLocal(
        headers.getFirst("Host"), headers.getFirst("Origin"), headers.getFirst("Sec-Fetch-Site"));
  }

  private interface Answering {
    AwsAnswer answer(HttpExchange exchange) throws IOException;
  }

  private static AwsAnswer answered(HttpExchange exchange, Answering answering) throws IOException {
    try {
      return answering.answer(exchange);
    } catch (AwsException e) { // outside of a service: the request cannot be read
      return plain(e.status(), String.valueOf(e.getMessage()));
    } catch (NoAnswerException e) {
      throw e;
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "Fault of the AWS endpoint: " + exchange.getRequestURI(), e);
      return plain(500, e.toString());
    }
  }

  private static AwsAnswer plain(int status, String message) {
    return new AwsAnswer(
        status, Map.of("content-type", "text/plain; charset=utf-8"), message.getBytes(UTF_8));
  }

  private static void reply(HttpExchange exchange, Answering answering) throws IOException {
    try (exchange) {
      var answer = isLocal(exchange) ? answered(exchange, answering) : FOREIGN;
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      // The answer to HEAD has the length in its headers, and nothing that is so long.
      var length = exchange.getRequestMethod().equals("HEAD") ? 0 : answer.body().length;
      exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
      if (length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (NoAnswerException e) {
      // closing without an answer drops the connection
    }
  }
}

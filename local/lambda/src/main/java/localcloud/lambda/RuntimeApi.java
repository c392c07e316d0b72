package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API of all environments (Lambda guide, "Using the Lambda runtime API"). Each
 * environment has a secret path of its own, which its {@code AWS_LAMBDA_RUNTIME_API} holds.
 */
final class RuntimeApi implements AutoCloseable {
  /** Where an environment that starts from a snapshot asks for its credentials. */
  static final String CREDENTIALS = "/2021-04-23/credentials";

  private static final String VERSION = "/2018-06-01/runtime";

  private final Environments environments;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  RuntimeApi(Environments environments) throws IOException {
    this.environments = environments;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The value of {@code AWS_LAMBDA_RUNTIME_API} for an environment. */
  String addressOf(String environment) {
    return "127.0.0.1:" + server.getAddress().getPort() + "/" + environment;
  }

  int port() {
    return server.getAddress().getPort();
  }

  void add(ExecutionEnvironment environment) {
    environments.add(environment);
  }

  void remove(ExecutionEnvironment environment) {
    environments.remove(environment);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var end = path.indexOf('/', 1);
      var environment = end < 0 ? null : environments.get(path.substring(1, end));
      if (environment != null && path.substring(end).equals(CREDENTIALS)) {
        credentials(exchange, environment);
        return;
      }
      if (environment == null || !path.startsWith(VERSION, end)) {
        answer(exchange, 404, "{\"errorType\":\"NotFound\",\"errorMessage\":\"No such path\"}");
        return;
      }
      route(exchange, environment, path.substring(end + VERSION.length()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void route(HttpExchange exchange, ExecutionEnvironment environment, String path)
      throws IOException, InterruptedException {
    var parts = path.split("/");
    switch (parts[1].equals("restore") ? path : parts[parts.length - 1]) {
      case "/restore/next" -> restore(exchange, environment);
      case "/restore/error" -> accept(exchange, environment.failRestore(body(exchange)));
      case "next" -> next(exchange, environment);
      case "response" -> accept(exchange, environment.respond(parts[2], body(exchange), false));
      case "error" ->
          accept(
              exchange,
              path.equals("/init/error")
                  ? environment.failInit(body(exchange))
                  : environment.respond(parts[2], body(exchange), true));
      default ->
          answer(exchange, 404, "{\"errorType\":\"NotFound\",\"errorMessage\":\"No such path\"}");
    }
  }

  /**
   * Answers when the environment is wanted; before that the runtime stands still, as a snapshot.
   */
  private static void restore(HttpExchange exchange, ExecutionEnvironment environment)
      throws IOException {
    if (environment.awaitWanted()) {
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static void credentials(HttpExchange exchange, ExecutionEnvironment environment)
      throws IOException {
    var token = exchange.getRequestHeaders().getFirst("Authorization");
    var answer = environment.credentials(token == null ? "" : token);
    answer(exchange, answer.isPresent() ? 200 : 401, answer.orElse("{}"));
  }

  private static void next(HttpExchange exchange, ExecutionEnvironment environment)
      throws IOException, InterruptedException {
    var delivery = environment.next();
    if (delivery == null) {
      return;
    }
    var invocation = delivery.invocation();
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(millis(delivery.deadline())));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
    set(exchange, "Lambda-Runtime-Trace-Id", invocation.traceId());
    set(exchange, "Lambda-Runtime-Client-Context", invocation.clientContext());
    exchange.sendResponseHeaders(200, invocation.payload().length);
    exchange.getResponseBody().write(invocation.payload());
  }

  private static long millis(Instant time) {
    return time.toEpochMilli();
  }

  private static void set(HttpExchange exchange, String name, @Nullable String value) {
    if (value != null) {
      exchange.getResponseHeaders().set(name, value);
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    return exchange.getRequestBody().readAllBytes();
  }

  private static void accept(HttpExchange exchange, boolean known) throws IOException {
    if (known) {
      answer(exchange, 202, "{\"status\":\"OK\"}");
    } else {
      answer(
          exchange,
          400,
          "{\"errorType\":\"InvalidRequestID\",\"errorMessage\":\"Invalid request ID\"}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

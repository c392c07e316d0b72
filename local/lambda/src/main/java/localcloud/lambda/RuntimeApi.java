package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import localcloud.aws.LoopbackServer;
import localcloud.aws.LoopbackServer.Request;
import localcloud.aws.NoAnswerException;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API of all environments (Lambda guide, "Using the Lambda runtime API"). Each
 * environment has a secret path of its own, which its {@code AWS_LAMBDA_RUNTIME_API} holds.
 */
final class RuntimeApi implements AutoCloseable {
  /** Where an environment that starts from a snapshot asks for its credentials. */
  static final String CREDENTIALS = "/2021-04-23/credentials";

  private static final String VERSION = "/2018-06-01/runtime";

  /** As many as an array has: the environment says what of an answer is too much for Lambda. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

  private static final AwsAnswer NOT_FOUND =
      json(404, "{\"errorType\":\"NotFound\",\"errorMessage\":\"No such path\"}");

  private final Environments environments;
  private final LoopbackServer server;

  RuntimeApi(Environments environments) throws IOException {
    this.environments = environments;
    server = LoopbackServer.start(0, MOST_BYTES, this::answer);
  }

  /** The value of {@code AWS_LAMBDA_RUNTIME_API} for an environment. */
  String addressOf(String environment) {
    return "127.0.0.1:" + server.port() + "/" + environment;
  }

  int port() {
    return server.port();
  }

  void add(ExecutionEnvironment environment) {
    environments.add(environment);
  }

  void remove(ExecutionEnvironment environment) {
    environments.remove(environment);
  }

  @Override
  public void close() {
    server.close();
  }

  private AwsAnswer answer(Request request) throws InterruptedException {
    var path = request.path();
    var end = path.indexOf('/', 1);
    var environment = end < 0 ? null : environments.get(path.substring(1, end));
    if (environment != null && path.substring(end).equals(CREDENTIALS)) {
      return credentials(request, environment);
    }
    if (environment == null || !path.startsWith(VERSION, end)) {
      return NOT_FOUND;
    }
    return route(request.body(), environment, path.substring(end + VERSION.length()));
  }

  private static AwsAnswer route(byte[] body, ExecutionEnvironment environment, String path)
      throws InterruptedException {
    var parts = path.split("/");
    return switch (parts[1].equals("restore") ? path : parts[parts.length - 1]) {
      case "/restore/next" -> restore(environment);
      case "/restore/error" -> accepted(environment.failRestore(body));
      case "next" -> next(environment);
      case "response" -> accepted(environment.respond(parts[2], body, false));
      case "error" ->
          accepted(
              path.equals("/init/error")
                  ? environment.failInit(body)
                  : environment.respond(parts[2], body, true));
      default -> NOT_FOUND;
    };
  }

  /**
   * Answers when the environment is wanted; before that the runtime stands still, as a snapshot.
   */
  private static AwsAnswer restore(ExecutionEnvironment environment) {
    if (environment.awaitWanted()) {
      return new AwsAnswer(200, Map.of(), new byte[0]);
    }
    throw new NoAnswerException("not wanted any more");
  }

  private static AwsAnswer credentials(Request request, ExecutionEnvironment environment) {
    var answer = environment.credentials(request.headers().getOrDefault("authorization", ""));
    return json(answer.isPresent() ? 200 : 401, answer.orElse("{}"));
  }

  private static AwsAnswer next(ExecutionEnvironment environment) throws InterruptedException {
    var delivery = environment.next();
    if (delivery == null) {
      throw new NoAnswerException("ended");
    }
    var invocation = delivery.invocation();
    var headers = new HashMap<String, String>();
    headers.put("Content-Type", "application/json");
    headers.put("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
    headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(millis(delivery.deadline())));
    headers.put("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
    put(headers, "Lambda-Runtime-Trace-Id", invocation.traceId());
    put(headers, "Lambda-Runtime-Client-Context", invocation.clientContext());
    return new AwsAnswer(200, headers, invocation.payload());
  }

  private static long millis(Instant time) {
    return time.toEpochMilli();
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private static AwsAnswer accepted(boolean known) {
    return known
        ? json(202, "{\"status\":\"OK\"}")
        : json(400, "{\"errorType\":\"InvalidRequestID\",\"errorMessage\":\"Invalid request ID\"}");
  }

  private static AwsAnswer json(int status, String json) {
    return new AwsAnswer(status, Map.of("Content-Type", "application/json"), json.getBytes(UTF_8));
  }
}

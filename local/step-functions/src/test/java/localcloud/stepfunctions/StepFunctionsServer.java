package localcloud.stepfunctions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;

/** Step Functions alone behind HTTP, for the conformance run; no other service answers. */
final class StepFunctionsServer implements AutoCloseable {
  private final HttpServer server;
  private final StepFunctions stepFunctions =
      new StepFunctions(
          "us-east-1",
          "000000000000",
          Timer.following(InstantSource.system()),
          new Random(),
          call -> {
            throw new AwsException(501, "NotImplemented", "no such service here");
          },
          change -> {});

  StepFunctionsServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  static void main(String[] arguments) throws IOException {
    var server = new StepFunctionsServer(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0);
    System.out.println(server.endpoint());
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      var headers = new TreeMap<String, String>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      var call =
          new AwsCall(
              "states",
              "arn:aws:iam::000000000000:root",
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              exchange.getRequestBody().readAllBytes());
      var answer = answer(call);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AwsAnswer answer(AwsCall call) {
    try {
      return stepFunctions.answer(call);
    } catch (AwsException e) {
      var body = Json.object().put("__type", e.code()).put("message", e.getMessage());
      return new AwsAnswer(
          e.status(),
          Map.of("content-type", "application/x-amz-json-1.0"),
          body.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    stepFunctions.close();
  }
}

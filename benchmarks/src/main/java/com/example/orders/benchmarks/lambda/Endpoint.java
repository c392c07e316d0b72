package com.example.orders.benchmarks.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * All that one function talks to: the Runtime API, the credentials of a restored environment, and
 * AWS, which answers at once that a write is done and that nothing was there.
 */
final class Endpoint implements AutoCloseable {
  private static final String EXECUTION =
      "{\"executionArn\":\"arn:aws:states:eu-west-1:000000000000:execution:w:e\",\"startDate\":1.0}";

  /** What AWS answers, by the operation; any other is refused, and the measurement with it. */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "DynamoDB_20120810.GetItem", "{}",
          "DynamoDB_20120810.PutItem", "{}",
          "AWSStepFunctions.StartExecution", EXECUTION);

  private static final String CREDENTIALS =
      """
      {"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"secret","Token":"token","Expiration":"%s"}""";

  /** What the runtime does, and when, by {@link System#nanoTime}. */
  interface Watch {
    void isReady(long nanos);

    /** Returns when the restore is to begin. */
    void wantsRestore(long nanos) throws InterruptedException;

    void answered(String text, long nanos);
  }

  private final SynchronousQueue<String> events = new SynchronousQueue<>();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Watch watch;

  Endpoint(Watch watch) throws IOException {
    this.watch = watch;
    // Without this the JDK's server waits for Nagle's algorithm: 40 ms for an event of ten orders.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/2018-06-01/runtime/", this::runtime);
    server.createContext("/credentials", Endpoint::credentials);
    server.createContext("/", this::aws);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Hands over an event, when the runtime asks for one. */
  void send(String event) throws InterruptedException {
    events.put(event);
  }

  /** The calls since the last time, by operation. */
  Map<String, Integer> takeCalls() {
    var taken = new TreeMap<String, Integer>();
    calls.forEach((operation, count) -> taken.put(operation, count.getAndSet(0)));
    taken.values().removeIf(count -> count == 0);
    return taken;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void runtime(HttpExchange exchange) throws IOException {
    var now = System.nanoTime();
    var path = exchange.getRequestURI().getPath();
    try (exchange) {
      if (path.endsWith("/invocation/next")) {
        next(exchange, watch::isReady, now);
      } else if (path.endsWith("/restore/next")) {
        watch.wantsRestore(now);
        exchange.sendResponseHeaders(200, -1);
      } else {
        var text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        watch.answered(path.endsWith("/response") ? text : path + ": " + text, now);
        exchange.sendResponseHeaders(202, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange, LongConsumer ready, long now)
      throws IOException, InterruptedException {
    ready.accept(now);
    var event = events.take().getBytes(UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", UUID.randomUUID().toString());
    headers.set("Lambda-Runtime-Deadline-Ms", "" + Instant.now().plusSeconds(10).toEpochMilli());
    headers.set(
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:eu-west-1:000000000000:function:measured");
    headers.set(
        "Lambda-Runtime-Trace-Id",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0");
    exchange.sendResponseHeaders(200, event.length);
    exchange.getResponseBody().write(event);
  }

  private static void credentials(HttpExchange exchange) throws IOException {
    answer(exchange, 200, CREDENTIALS.formatted(Instant.now().plusSeconds(3_600)));
  }

  private void aws(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    var known = operation == null ? null : ANSWERS.get(operation);
    calls.computeIfAbsent("" + operation, _ -> new AtomicInteger()).incrementAndGet();
    answer(exchange, known == null ? 400 : 200, known == null ? "{\"__type\":\"Unknown\"}" : known);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    try (exchange) {
      var bytes = json.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}

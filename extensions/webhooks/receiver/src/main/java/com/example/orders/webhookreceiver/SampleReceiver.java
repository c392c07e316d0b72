package com.example.orders.webhookreceiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.webhookreceiver.Inbox.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A customer's side of the webhooks, on 127.0.0.1: {@code make webhook-receiver}. */
public final class SampleReceiver implements AutoCloseable {
  private static final int LARGEST_BODY = 65_536;

  private final HttpServer server;
  private final Consumer<JsonNode> effect;
  private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Inbox inbox;

  private SampleReceiver(HttpServer server, Collection<String> secrets, Consumer<JsonNode> effect) {
    this.server = server;
    this.effect = effect;
    this.inbox = new Inbox(secrets, this::take);
  }

  /**
   * Starts one.
   *
   * @param port 0 for any free one
   * @param secrets none at first, if registering needs the URL before there is a secret
   */
  public static SampleReceiver start(
      int port, Collection<String> secrets, Consumer<JsonNode> effect) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var server = HttpServer.create(address, 0);
    var receiver = new SampleReceiver(server, secrets, effect);
    server.createContext("/", receiver::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return receiver;
  }

  /** Forgets what it has taken, and takes what is signed with one of these. */
  public void trust(String... secrets) {
    inbox = new Inbox(List.of(secrets), this::take);
  }

  /** What the next webhooks are answered instead of being taken; a challenge is always met. */
  public void failNext(Integer... statuses) {
    failures.addAll(Arrays.asList(statuses));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:%d/orders".formatted(server.getAddress().getPort()));
  }

  /** The webhooks that were taken, each once, in their order. */
  public List<JsonNode> taken() {
    return List.copyOf(taken);
  }

  /** How often anything was sent. */
  public int requests() {
    return requests.get();
  }

  private int take(JsonNode webhook) {
    var failure = failures.poll();
    if (failure != null) {
      return failure;
    }
    taken.add(webhook);
    effect.accept(webhook);
    return 200;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
      var answer = answer(exchange.getRequestMethod(), body, exchange.getRequestHeaders());
      var bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(String method, byte[] body, Map<String, List<String>> headers) {
    if (!method.equals("POST")) {
      return new Answer(405, "POST only");
    }
    return body.length > LARGEST_BODY
        ? new Answer(413, "too large")
        : inbox.take(new String(body, UTF_8), headers);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Runs until it is stopped, and prints each webhook that it takes. */
  public static void main(String[] arguments) throws Exception {
    var settings = ReceiverSettings.of(System.getenv());
    if (settings.isEmpty()) {
      System.err.println(ReceiverSettings.USAGE);
      System.exit(1);
      return;
    }
    var wanted = settings.get();
    var receiver = start(wanted.port(), wanted.secrets(), System.out::println);
    receiver.failNext(wanted.failures().toArray(Integer[]::new));
    System.out.println("Waits for webhooks at " + receiver.url());
    Thread.currentThread().join();
  }
}

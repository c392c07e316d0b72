package com.example.orders.liveclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.SampleOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import localcloud.aws.LocalClients;

/**
 * A page for a browser on this machine, and the little of the APIs that it needs: the customer's
 * access token stays here, the page gets tickets.
 */
public final class LivePage implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");

  /** WebSockets to anywhere: the page learns where the stack is from the ticket's URL. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final CustomerApis apis;
  private final SampleOrder sample;

  private LivePage(HttpServer server, CustomerApis apis, SampleOrder sample) {
    this.server = server;
    this.apis = apis;
    this.sample = sample;
  }

  /**
   * Serves the page on loopback.
   *
   * @param port 0 for any free one
   * @param sample what the page's button orders
   * @throws CommandException if the port is taken
   */
  public static LivePage serve(int port, CustomerApis apis, SampleOrder sample) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var page = new LivePage(HttpServer.create(address, 0), apis, sample);
      page.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      page.server.createContext("/", page::handle);
      page.server.start();
      return page;
    } catch (IOException e) {
      throw new CommandException("Port %d cannot be served: %s".formatted(port, e.getMessage()), e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** What the page is answered; a status of the APIs' is handed on. */
  private record Answer(int status, String type, byte[] body, String etag) {
    static Answer text(int status, String type, String body) {
      return new Answer(status, type, body.getBytes(UTF_8), "");
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var answer = answer(exchange);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.type());
      headers.set("Cache-Control", "no-store");
      headers.set("Content-Security-Policy", POLICY);
      if (!answer.etag().isEmpty()) {
        headers.set("ETag", answer.etag());
      }
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    if (!isOfThisMachine(exchange.getRequestHeaders())) {
      return Answer.text(403, "text/plain", "For pages of this machine only");
    }
    try {
      return switch (exchange.getRequestMethod()
          + " "
          + path.replaceFirst("/[0-9a-f-]{36}$", "/ID")) {
        case "GET /", "GET /live.js", "GET /live.css" ->
            file(path.equals("/") ? "live.html" : path.substring(1));
        case "GET /orders/ID" -> look(exchange, path.substring("/orders/".length()));
        case "POST /orders" -> order();
        case "POST /ticket" -> ticket();
        default -> Answer.text(404, "text/plain", "There is no such page");
      };
    } catch (UncheckedIOException | IllegalStateException e) {
      return Answer.text(502, "text/plain", "The API does not answer");
    }
  }

  private static boolean isOfThisMachine(Headers headers) {
    return LocalClients.isLocal(
        headers.getFirst("Host"), headers.getFirst("Origin"), headers.getFirst("Sec-Fetch-Site"));
  }

  private static Answer file(String name) throws IOException {
    try (var file = Objects.requireNonNull(LivePage.class.getResourceAsStream(name))) {
      var type = TYPES.get(name.replaceFirst("^.*\\.", ""));
      return new Answer(200, type + "; charset=utf-8", file.readAllBytes(), "");
    }
  }

  private Answer ticket() {
    var url = apis.ticket().toString();
    return Answer.text(200, "application/json", JSON.createObjectNode().put("url", url).toString());
  }

  private Answer order() {
    var order = sample.withOrderId(UUID.randomUUID().toString());
    var placed = apis.place(order.body().toString());
    return Answer.text(
        placed.statusCode(),
        "application/json",
        placed.statusCode() == 202
            ? JSON.createObjectNode().put("orderId", order.orderId()).toString()
            : placed.body());
  }

  private Answer look(HttpExchange exchange, String orderId) {
    var etag = exchange.getRequestHeaders().getFirst("If-None-Match");
    var found = apis.look(orderId, etag == null ? "" : etag);
    return new Answer(
        found.statusCode(),
        "application/json",
        found.body().getBytes(UTF_8),
        found.headers().firstValue("ETag").orElse(""));
  }
}

package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

class AwsHttpClientsTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Semaphore closed = new Semaphore(0);

  @AfterEach
  void noProxy() {
    System.clearProperty("http.proxyHost");
    System.clearProperty("http.proxyPort");
  }

  /** The JDK would send it a second time, on a connection of its own, and say nothing of it. */
  @Test
  void aPostThatGotNoAnswerIsNotSentTwice() throws Exception {
    Thread serving;
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      serving = Thread.ofVirtual().start(() -> readAndClose(server));

      assertThatThrownBy(() -> put(buffered("http://127.0.0.1:" + server.getLocalPort())))
          .isInstanceOf(SdkClientException.class);
    }
    serving.join();
    assertThat(requests).containsExactly("POST / HTTP/1.1");
  }

  private void readAndClose(ServerSocket server) {
    while (true) {
      try (var connection = server.accept()) {
        readRequest(connection);
      } catch (IOException e) {
        return; // the test has ended
      }
    }
  }

  private void readRequest(Socket connection) throws IOException {
    var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
    requests.add(in.readLine());
    int length = 0;
    for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    assertThat(in.skip(length)).isPositive();
  }

  @Test
  void aProxyThatIsSetIsUsed() throws IOException {
    var proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().getHost());
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{}".getBytes(US_ASCII));
          exchange.close();
        });
    proxy.start();
    try {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", String.valueOf(proxy.getAddress().getPort()));
      put(once("http://events.invalid"));
    } finally {
      proxy.stop(0);
    }
    assertThat(requests).containsExactly("events.invalid");
  }

  /** Of two calls on one connection the second would fail, and nobody would make it again. */
  @Test
  void aCallThatNobodyRepeatsLooksWhetherItsConnectionHasEnded() throws Exception {
    Thread serving;
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      serving = Thread.ofVirtual().start(() -> answerAndClose(server));
      try (var client = once("http://127.0.0.1:" + server.getLocalPort())) {
        for (int call = 0; call < 2; call++) {
          client.putEvents(entry());
          closed.acquire();
        }
      }
    }
    serving.join();
    assertThat(requests).hasSize(2);
  }

  private void answerAndClose(ServerSocket server) {
    while (true) {
      try (var connection = server.accept()) {
        readRequest(connection);
        var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        connection.getOutputStream().write(answer.getBytes(US_ASCII));
      } catch (IOException e) {
        return; // the test has ended
      }
      closed.release();
    }
  }

  private static void put(EventBridgeClient client) {
    try (client) {
      client.putEvents(entry());
    }
  }

  private static PutEventsRequest entry() {
    return PutEventsRequest.builder()
        .entries(PutEventsRequestEntry.builder().detail("{}").build())
        .build();
  }

  private static EventBridgeClient once(String endpoint) {
    return AwsClients.buildOnce(builder(endpoint), Duration.ofSeconds(16));
  }

  private static EventBridgeClient buffered(String endpoint) {
    return AwsClients.build(builder(endpoint), retries -> retries.maxAttempts(1));
  }

  private static EventBridgeClientBuilder builder(String endpoint) {
    return EventBridgeClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create(endpoint));
  }
}

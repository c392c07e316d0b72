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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

class AwsHttpClientsTest {
  private final List<String> requests = new CopyOnWriteArrayList<>();

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

      assertThatThrownBy(() -> put("http://127.0.0.1:" + server.getLocalPort()))
          .isInstanceOf(SdkClientException.class);
    }
    serving.join();
    assertThat(requests).containsExactly("POST / HTTP/1.1");
  }

  private void readAndClose(ServerSocket server) {
    while (true) {
      try (var connection = server.accept()) {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        requests.add(in.readLine());
        int length = 0;
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          if (line.startsWith("Content-Length: ")) {
            length = Integer.parseInt(line.substring("Content-Length: ".length()));
          }
        }
        assertThat(in.skip(length)).isPositive();
      } catch (IOException e) {
        return; // the test has ended
      }
    }
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
      put("http://events.invalid");
    } finally {
      proxy.stop(0);
    }
    assertThat(requests).containsExactly("events.invalid");
  }

  private static void put(String endpoint) {
    var builder =
        EventBridgeClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(URI.create(endpoint));
    try (var client = AwsClients.buildOnce(builder, Duration.ofSeconds(16))) {
      client.putEvents(put -> put.entries(PutEventsRequestEntry.builder().detail("{}").build()));
    }
  }
}

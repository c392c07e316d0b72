package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
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

package com.example.orders.issueticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.issueticket.IssueTicketHandler.Settings;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.ConnectionStore;
import com.example.orders.live.Ticket;
import com.example.orders.live.testing.InMemoryConnectionStore;
import com.example.orders.order.CustomerId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class IssueTicketHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-30T00:10:00.700Z");
  private static final String URL = "wss://live.example/live";

  private final ConnectionStore store = new InMemoryConnectionStore();

  @Test
  void theTicketIsOfTheTokensSubjectAndEndsWhenTheAnswerSays() throws Exception {
    var answer = post(store, "acme");
    var body = JSON.readTree(answer.getBody());
    var issued = store.find(ticket(body)).orElseThrow();

    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(answer.getHeaders()).containsEntry("Cache-Control", "no-store");
    assertThat(body.path("expiresAt").asText()).isEqualTo("2026-11-30T00:11:00Z");
    assertThat(issued)
        .isEqualTo(
            new ConnectionStore.Issued(
                new CustomerId("acme"), Instant.parse("2026-11-30T00:11:00Z"), null));
  }

  @Test
  void noTwoAreTheSame() throws Exception {
    var first = ticket(JSON.readTree(post(store, "acme").getBody()));
    var second = ticket(JSON.readTree(post(store, "acme").getBody()));

    assertThat(second).isNotEqualTo(first);
    assertThat(store.find(first)).isPresent();
  }

  @Test
  void aBusyTableIsATryAgain() {
    var busy =
        mock(
            ConnectionStore.class,
            _ -> {
              throw SdkClientException.create("no answer in time");
            });
    var answer = post(busy, "acme");

    assertThat(answer.getStatusCode()).isEqualTo(503);
    assertThat(answer.getHeaders()).containsEntry("Retry-After", "1");
  }

  private static APIGatewayProxyResponseEvent post(ConnectionStore store, String customer) {
    var context = new APIGatewayProxyRequestEvent.ProxyRequestContext();
    context.setAuthorizer(Map.of("claims", Map.of("sub", customer)));
    return new IssueTicketHandler(
            store,
            new Settings(URL, Duration.ofSeconds(60)),
            Clock.fixed(NOW, ZoneOffset.UTC),
            Telemetry.fromEnvironment())
        .handleRequest(
            new APIGatewayProxyRequestEvent().withRequestContext(context), mock(Context.class));
  }

  private static Ticket ticket(JsonNode body) {
    var url = body.path("url").asText();
    assertThat(url).startsWith(URL + "?ticket=");
    return Ticket.parse(url.substring(URL.length() + "?ticket=".length())).orElseThrow();
  }
}

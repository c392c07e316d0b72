package com.example.orders.keepconnections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.Connection;
import com.example.orders.live.ConnectionId;
import com.example.orders.live.ConnectionStore;
import com.example.orders.live.OpenConnections;
import com.example.orders.live.Ticket;
import com.example.orders.live.testing.InMemoryConnectionStore;
import com.example.orders.order.CustomerId;
import com.example.orders.testing.SettableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The status of each answer, which API Gateway hands on to who wants to connect. */
class KeepConnectionsHandlerTest {
  private static final CustomerId ACME = new CustomerId("acme");
  private static final int MOST = 2;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T00:10:00Z"));
  private final ConnectionStore store = new InMemoryConnectionStore();
  private final OpenConnections open = new OpenConnections(store, clock);
  private final List<String> closed = new ArrayList<>();
  private int most = MOST;
  private Sessions sessions = id -> closed.add(id.value());

  @Test
  void aTicketConnectsOnce() {
    var ticket = ticket().text();

    assertThat(connect("one", ticket)).isEqualTo(200);
    assertThat(connect("two", ticket)).isEqualTo(401);
    assertThat(open.of(ACME)).extracting(Connection::id).containsExactly(new ConnectionId("one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u0000"})
  void whatIsNoTicketIsRefused(String text) {
    assertThat(connect("one", text)).isEqualTo(401);
  }

  @Test
  void noTicketAtAllIsRefused() {
    assertThat(connect("one", null)).isEqualTo(401);
    assertThat(status(store, event("CONNECT", "one", Map.of("Ticket", ticket().text()))))
        .isEqualTo(401);
  }

  @Test
  void anOldTicketIsRefused() {
    var ticket = ticket().text();
    clock.advance(Duration.ofSeconds(60));

    assertThat(connect("one", ticket)).isEqualTo(401);
  }

  @Test
  void theOldestIsClosedForOneTooManyOnceItsHandshakeIsOver() {
    connect("one", ticket().text());
    connect("two", ticket().text());
    assertThat(connect("three", ticket().text())).isEqualTo(429);
    assertThat(closed).isEmpty();
    clock.advance(Duration.ofMinutes(1));

    assertThat(connect("three", ticket().text())).isEqualTo(200);

    assertThat(closed).containsExactly("one");
    assertThat(open.of(ACME)).extracting(one -> one.id().value()).containsExactly("two", "three");
  }

  @Test
  void whatCannotBeClosedKeepsItsPlace() {
    sessions =
        id -> {
          throw SdkClientException.create("no answer in time");
        };
    connect("one", ticket().text());
    connect("two", ticket().text());
    clock.advance(Duration.ofMinutes(1));

    assertThat(connect("three", ticket().text())).isEqualTo(503);
    assertThat(open.of(ACME)).extracting(one -> one.id().value()).containsExactly("one", "two");
  }

  /** By the README's rules, for six hours in which each connection ends every ten minutes. */
  @Test
  void sixClientsDoNotChaseEachOther() {
    var clients = new HashMap<Integer, String>();
    var away = new HashSet<Integer>();
    sessions = id -> away.add(Integer.valueOf(id.value().split("-", 2)[0]));
    most = 5;
    for (var second = 0; second < 6 * 3600; second += 10) {
      clients.keySet().removeAll(away);
      if (second % 600 == 0) {
        clients.values().forEach(id -> status(store, event("DISCONNECT", id, null)));
        clients.clear();
      }
      for (var client = 0; client < 6; client++) {
        var id = client + "-" + second;
        if (!away.contains(client)
            && !clients.containsKey(client)
            && connect(id, ticket().text()) == 200) {
          clients.put(client, id);
        }
      }
      clock.advance(Duration.ofSeconds(10));
    }

    assertThat(away).hasSize(1);
    assertThat(clients).hasSize(5);
  }

  /** It comes at best once, and of connections too that were never opened. */
  @Test
  void theEndOfAnUnknownConnectionIsNoError() {
    assertThat(status(store, event("DISCONNECT", "never-opened", null))).isEqualTo(200);
  }

  @Test
  void whatPassesIsATryAgainAndABugIsNot() {
    assertThat(
            status(
                failing(SdkClientException.create("no answer in time")),
                event("CONNECT", "one", Map.of("ticket", ticket().text()))))
        .isEqualTo(503);
    assertThatThrownBy(
            () ->
                status(
                    failing(new IllegalStateException("a bug")),
                    event("CONNECT", "one", Map.of("ticket", ticket().text()))))
        .isInstanceOf(IllegalStateException.class);
  }

  private Ticket ticket() {
    var ticket = Ticket.random(new SecureRandom());
    store.issue(ticket, ACME, clock.instant().plusSeconds(60));
    return ticket;
  }

  private int connect(String id, @Nullable String ticket) {
    return status(store, event("CONNECT", id, ticket == null ? null : Map.of("ticket", ticket)));
  }

  private int status(ConnectionStore connections, APIGatewayV2WebSocketEvent event) {
    return new KeepConnectionsHandler(
            new OpenConnections(connections, clock), most, sessions, Telemetry.fromEnvironment())
        .handleRequest(event, mock(Context.class))
        .getStatusCode();
  }

  private static ConnectionStore failing(RuntimeException failure) {
    return mock(
        ConnectionStore.class,
        _ -> {
          throw failure;
        });
  }

  private static APIGatewayV2WebSocketEvent event(
      String type, String id, @Nullable Map<String, String> query) {
    var request = new APIGatewayV2WebSocketEvent.RequestContext();
    request.setEventType(type);
    request.setConnectionId(id);
    var event = new APIGatewayV2WebSocketEvent();
    event.setRequestContext(request);
    event.setQueryStringParameters(query);
    return event;
  }
}

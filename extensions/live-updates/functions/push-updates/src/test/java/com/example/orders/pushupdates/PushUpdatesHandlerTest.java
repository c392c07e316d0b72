package com.example.orders.pushupdates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.Connection;
import com.example.orders.live.ConnectionId;
import com.example.orders.live.ConnectionStore;
import com.example.orders.live.OpenConnections;
import com.example.orders.live.OpenConnections.Outcome;
import com.example.orders.live.Ticket;
import com.example.orders.live.testing.InMemoryConnectionStore;
import com.example.orders.order.CustomerId;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.SettableClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is sent what of a batch of changes, and what of it Lambda is to try again. */
class PushUpdatesHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UUIDS = "0198f1d2-6c7e-7c43-9a51-%012d";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T00:10:00Z"));
  private final ConnectionStore store = new InMemoryConnectionStore();
  private final OpenConnections open = new OpenConnections(store, clock);
  private final Rows rows = new Rows();
  private final OpenSockets sockets = new OpenSockets();
  private int remainingMillis = 20_000;

  /** The orders' rows, and how often they are read. */
  private static final class Rows implements LiveOrders {
    final Map<OrderKey, Integer> versions = new HashMap<>();
    int reads;

    @Override
    public Optional<LiveOrder> find(OrderKey key) {
      reads++;
      return Optional.ofNullable(versions.get(key)).map(version -> order(key, version));
    }

    private static LiveOrder order(OrderKey key, int version) {
      var at = Instant.parse("2026-11-30T00:09:00Z");
      return new LiveOrder(
          key.orderId(),
          OrderStatus.REJECTED,
          version,
          "OUT_OF_STOCK",
          List.of(new StatusChange(OrderStatus.ACCEPTED, at)));
    }
  }

  /** Connections, of which some are gone and some refuse. */
  private static final class OpenSockets implements Sockets {
    final Map<ConnectionId, List<JsonNode>> sent = new HashMap<>();
    final Set<ConnectionId> gone = new HashSet<>();
    final Set<ConnectionId> throttled = new HashSet<>();

    @Override
    public boolean send(ConnectionId connection, String text) {
      if (throttled.contains(connection)) {
        throw new IllegalStateException("429");
      }
      if (!gone.contains(connection)) {
        sent.computeIfAbsent(connection, _ -> new ArrayList<>()).add(json(text));
      }
      return !gone.contains(connection);
    }
  }

  @Test
  void anOrderIsPushedAsItIsNowHoweverOftenItWasWritten() throws Exception {
    var socket = connect("acme");
    var orders = IntStream.range(0, 3).mapToObj(number -> order("acme", number)).toList();
    orders.forEach(order -> rows.versions.put(order, 7));
    var written = IntStream.range(0, 20).mapToObj(number -> orders.get(number % 3)).toList();

    assertThat(handle(written)).isEmpty();

    assertThat(rows.reads).isEqualTo(3);
    assertThat(sockets.sent.get(socket))
        .extracting(message -> message.path("orderId").asText())
        .containsExactlyElementsOf(orders.stream().map(order -> order.orderId().value()).toList());
    assertThat(sockets.sent.get(socket).getFirst())
        .isEqualTo(
            json(
                """
                {"type":"order","orderId":"%s","status":"REJECTED","version":7,"final":true,
                 "reason":"OUT_OF_STOCK","history":[{"status":"ACCEPTED","at":"2026-11-30T00:09:00Z"}]}
                """
                    .formatted(orders.getFirst().orderId())));
  }

  @Test
  void whereNobodyLooksOnNoOrderIsRead() throws Exception {
    rows.versions.put(order("acme", 1), 1);

    assertThat(handle(List.of(order("acme", 1), order("globex", 2)))).isEmpty();
    assertThat(rows.reads).isZero();
  }

  /** Of a thousand changes of ten customers' orders, each sees only its own. */
  @Test
  void nobodySeesAnotherCustomersOrders() throws Exception {
    var random = new Random(12);
    var owners = new HashMap<ConnectionId, String>();
    for (var customer = 0; customer < 10; customer += 2) {
      owners.put(connect("customer-" + customer), "customer-" + customer);
      owners.put(connect("customer-" + customer), "customer-" + customer);
    }
    var changes =
        random
            .ints(1000, 0, 200)
            .mapToObj(number -> order("customer-" + number % 10, number))
            .toList();
    changes.forEach(order -> rows.versions.put(order, 2));

    assertThat(handle(changes)).isEmpty();

    assertThat(sockets.sent.keySet()).isEqualTo(owners.keySet());
    sockets.sent.forEach(
        (connection, messages) -> {
          var own =
              changes.stream()
                  .filter(key -> key.customer().value().equals(owners.get(connection)))
                  .map(key -> key.orderId().value())
                  .distinct()
                  .toList();
          assertThat(messages)
              .extracting(message -> message.path("orderId").asText())
              .containsExactlyElementsOf(own);
        });
  }

  /** API Gateway answers the same of a connection that is about to open. */
  @Test
  void aGoneConnectionIsForgottenUnlessItIsNew() throws Exception {
    var old = connect("acme");
    clock.advance(Duration.ofSeconds(59));
    var opening = connect("acme");
    sockets.gone.addAll(List.of(old, opening));
    rows.versions.put(order("acme", 1), 1);
    clock.advance(Duration.ofSeconds(2));

    assertThat(handle(List.of(order("acme", 1)))).isEmpty();
    assertThat(open.of(new CustomerId("acme"))).extracting(Connection::id).containsExactly(opening);
  }

  @Test
  void whatFailsIsTriedAgainFromItsFirstChangeOn() throws Exception {
    var fine = connect("acme");
    sockets.throttled.add(connect("globex"));
    var changes =
        List.of(
            order("acme", 1),
            order("globex", 2),
            order("acme", 3),
            order("globex", 2),
            order("acme", 1));
    changes.forEach(order -> rows.versions.put(order, 1));

    assertThat(handle(changes)).containsExactly("2");
    assertThat(sockets.sent.get(fine)).hasSize(1);

    sockets.throttled.clear();
    assertThat(handle(changes.subList(1, 5))).isEmpty();
    assertThat(sockets.sent.get(fine)).hasSize(3);
  }

  @Test
  void whatDoesNotFitTheInvocationComesNext() throws Exception {
    var socket = connect("acme");
    rows.versions.put(order("acme", 1), 1);
    remainingMillis = 100;

    assertThat(handle(List.of(order("acme", 1)))).containsExactly("1");
    assertThat(sockets.sent).doesNotContainKey(socket);
  }

  @Test
  void anOrderThatIsGoneIsNobodysAffair() throws Exception {
    connect("acme");

    assertThat(handle(List.of(order("acme", 1)))).isEmpty();
    assertThat(sockets.sent).isEmpty();
  }

  private static OrderKey order(String customer, int number) {
    return OrderKey.of(customer, UUIDS.formatted(number));
  }

  private ConnectionId connect(String customer) {
    var ticket = Ticket.random(new SecureRandom());
    store.issue(ticket, new CustomerId(customer), clock.instant().plusSeconds(60));
    var id = new ConnectionId(ticket.text().substring(0, 12));
    assertThat(open.connect(ticket, id, 5, _ -> {})).isEqualTo(Outcome.CONNECTED);
    return id;
  }

  /** The sequence numbers of the records, counted from 1, that Lambda is to try again. */
  private List<String> handle(List<OrderKey> written) throws IOException {
    var event = JSON.createObjectNode();
    var records = event.putArray("Records");
    for (var order : written) {
      var change = records.addObject().put("eventName", "MODIFY").putObject("dynamodb");
      change.put("SequenceNumber", String.valueOf(records.size()));
      var keys = change.putObject("Keys");
      keys.putObject("customer").put("S", order.customer().value());
      keys.putObject("orderId").put("S", order.orderId().value());
    }
    var context = mock(Context.class);
    when(context.getRemainingTimeInMillis()).thenReturn(remainingMillis);
    var output = new ByteArrayOutputStream();
    new PushUpdatesHandler(new Pushing(open, rows, sockets, clock), Telemetry.fromEnvironment())
        .handleRequest(new ByteArrayInputStream(event.toString().getBytes(UTF_8)), output, context);
    return JSON.readTree(output.toByteArray())
        .path("batchItemFailures")
        .findValuesAsText("itemIdentifier");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

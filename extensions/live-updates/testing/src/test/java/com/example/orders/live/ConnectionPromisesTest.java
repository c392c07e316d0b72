package com.example.orders.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.live.OpenConnections.Outcome;
import com.example.orders.live.testing.InMemoryConnectionStore;
import com.example.orders.order.CustomerId;
import com.example.orders.testing.SettableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of connections promises, here the one in memory. */
class ConnectionPromisesTest {
  private static final int MOST = 5;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T00:10:00.500Z"));
  private final CustomerId customer = new CustomerId(UUID.randomUUID().toString());
  private final ConnectionStore store = store();
  private final OpenConnections open = new OpenConnections(store, clock);
  private final List<ConnectionId> displaced = new CopyOnWriteArrayList<>();

  ConnectionStore store() {
    return new InMemoryConnectionStore();
  }

  @Test
  void aTicketOpensOneConnectionOfItsCustomer() {
    var ticket = ticket();
    var first = connection();

    assertThat(open.connect(ticket, first, MOST, displaced::add)).isEqualTo(Outcome.CONNECTED);
    assertThat(open.connect(ticket, connection(), MOST, displaced::add))
        .isEqualTo(Outcome.TICKET_REFUSED);
    assertThat(open.of(customer)).extracting(Connection::id).containsExactly(first);
    assertThat(store.customerOf(first)).contains(customer);
  }

  @Test
  void ofManyWhoUseOneTicketAtOnceOneConnects() throws Exception {
    var ticket = ticket();
    var outcomes = atOnce(16, _ -> open.connect(ticket, connection(), MOST, displaced::add));

    assertThat(outcomes).containsOnlyOnce(Outcome.CONNECTED);
    assertThat(open.of(customer)).hasSize(1);
  }

  /** A repeat of the invocation, or of a call whose answer was lost. */
  @Test
  void theSameConnectionMayConnectAgain() {
    var ticket = ticket();
    var id = connection();
    open.connect(ticket, id, MOST, displaced::add);

    assertThat(open.connect(ticket, id, MOST, displaced::add)).isEqualTo(Outcome.CONNECTED);
    assertThat(open.of(customer)).hasSize(1);
  }

  @Test
  void anOldAndAForeignTicketAreRefused() {
    var ticket = ticket();
    clock.advance(Duration.ofSeconds(61));

    assertThat(open.connect(ticket, connection(), MOST, displaced::add))
        .isEqualTo(Outcome.TICKET_REFUSED);
    assertThat(open.connect(Ticket.random(new SecureRandom()), connection(), MOST, displaced::add))
        .isEqualTo(Outcome.TICKET_REFUSED);
    assertThat(open.of(customer)).isEmpty();
  }

  /** The second look is the write's own: the time may pass after the first. */
  @Test
  void aTicketThatEndsMeanwhileIsRefusedByTheWrite() {
    var ticket = ticket();
    var late = new Connection(connection(), clock.instant().plusSeconds(61));

    assertThat(store.take(ticket, store.of(customer), late))
        .isEqualTo(ConnectionStore.Taken.TICKET_REFUSED);
    assertThat(open.of(customer)).isEmpty();
  }

  @Test
  void aTicketThatAnotherUsesMeanwhileIsRefusedByTheWrite() {
    var ticket = ticket();
    var first = new Connection(connection(), clock.instant());
    var second = new Connection(connection(), clock.instant());

    assertThat(store.take(ticket, store.of(customer), first)).isEqualTo(ConnectionStore.Taken.DONE);
    assertThat(store.take(ticket, store.of(customer), second))
        .isEqualTo(ConnectionStore.Taken.TICKET_REFUSED);
    assertThat(open.of(customer)).containsExactly(first);
  }

  /** It may have ended unseen, and nobody can tell. */
  @Test
  void oneTooManyTakesThePlaceOfTheOldest() {
    var ids = IntStream.range(0, MOST).mapToObj(_ -> connect()).toList();
    assertThat(displaced).isEmpty();

    var latest = connect();

    assertThat(displaced).containsExactly(ids.getFirst());
    assertThat(open.of(customer))
        .extracting(Connection::id)
        .containsExactly(ids.get(1), ids.get(2), ids.get(3), ids.get(4), latest);
    open.disconnect(ids.getFirst());
    assertThat(open.of(customer)).hasSize(MOST);
  }

  @Test
  void manyAtOnceAreNeverMoreThanTheMost() throws Exception {
    var tickets = IntStream.range(0, 16).mapToObj(_ -> ticket()).toList();
    var outcomes =
        atOnce(16, number -> open.connect(tickets.get(number), connection(), MOST, displaced::add));

    var connected = (int) outcomes.stream().filter(Outcome.CONNECTED::equals).count();
    assertThat(outcomes).doesNotContain(Outcome.TICKET_REFUSED);
    assertThat(open.of(customer)).hasSizeLessThanOrEqualTo(MOST);
    assertThat(open.of(customer).size() + displaced.size()).isEqualTo(connected);
    assertThat(open.of(customer)).extracting(Connection::id).doesNotContainAnyElementsOf(displaced);
  }

  /** Their ends were never seen. */
  @Test
  void connectionsThatCannotBeOpenAnyMoreBlockNobody() {
    IntStream.range(0, MOST).forEach(_ -> connect());
    clock.advance(Connection.LONGEST);

    assertThat(open.of(customer)).isEmpty();
    var latest = connect();
    assertThat(store.of(customer).all()).extracting(Connection::id).containsExactly(latest);
  }

  @Test
  void whatIsGoneIsForgottenAndTheOthersStay() {
    var first = connect();
    var second = connect();

    open.remove(customer, first);
    open.remove(customer, first);
    open.disconnect(new ConnectionId("never-opened"));

    assertThat(open.of(customer)).extracting(Connection::id).containsExactly(second);
  }

  /** A write in between is not undone by one that began earlier. */
  @Test
  void anOlderLookReplacesNothing() {
    var seen = store.of(customer);
    var first = connect();

    assertThat(store.replace(seen, clock.instant())).isFalse();
    assertThat(store.take(ticket(), seen, new Connection(connection(), clock.instant())))
        .isEqualTo(ConnectionStore.Taken.CONNECTIONS_CHANGED);
    assertThat(open.of(customer)).extracting(Connection::id).containsExactly(first);
  }

  @Test
  void aConnectionIsOpeningForTenSeconds() {
    var connection = new Connection(connection(), clock.instant());
    clock.advance(Duration.ofSeconds(10).minusMillis(1));
    assertThat(connection.isOpening(clock.instant())).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(connection.isOpening(clock.instant())).isFalse();
  }

  @Test
  void aTicketHas256BitsAndIsShownNowhere() {
    var ticket = ticket();

    assertThat(ticket.text()).hasSize(43);
    assertThat(ticket.toString()).doesNotContain(ticket.text());
    assertThat(Ticket.parse(ticket.text())).contains(ticket);
    assertThat(Ticket.parse(ticket.text() + "A")).isEmpty();
    assertThat(Ticket.parse("")).isEmpty();
    assertThatThrownBy(() -> new Ticket("a b")).isInstanceOf(IllegalArgumentException.class);
  }

  private Ticket ticket() {
    var ticket = Ticket.random(new SecureRandom());
    store.issue(ticket, customer, clock.instant().plusSeconds(60));
    return ticket;
  }

  private static ConnectionId connection() {
    return new ConnectionId(UUID.randomUUID().toString());
  }

  private ConnectionId connect() {
    var id = connection();
    assertThat(open.connect(ticket(), id, MOST, displaced::add)).isEqualTo(Outcome.CONNECTED);
    return id;
  }

  private interface Attempt {
    Outcome make(int number);
  }

  private static List<Outcome> atOnce(int many, Attempt attempt)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var started =
          IntStream.range(0, many)
              .mapToObj(number -> threads.submit(() -> attempt.make(number)))
              .toList();
      var outcomes = new ArrayList<Outcome>();
      for (Future<Outcome> one : started) {
        outcomes.add(one.get());
      }
      return outcomes;
    }
  }
}

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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

  /** As API Gateway has them: one is there from the answer to its handshake on, and not before. */
  private final Set<ConnectionId> billed = ConcurrentHashMap.newKeySet();

  ConnectionStore store() {
    return new InMemoryConnectionStore();
  }

  @Test
  void aTicketOpensOneConnectionOfItsCustomer() {
    var ticket = ticket();
    var first = connection();

    assertThat(open.connect(ticket, first, MOST, this::close)).isEqualTo(Outcome.CONNECTED);
    assertThat(open.connect(ticket, connection(), MOST, this::close))
        .isEqualTo(Outcome.TICKET_REFUSED);
    assertThat(open.of(customer)).extracting(Connection::id).containsExactly(first);
    assertThat(store.customerOf(first)).contains(customer);
  }

  @Test
  void ofManyWhoUseOneTicketAtOnceOneConnects() throws Exception {
    var ticket = ticket();
    var outcomes = atOnce(16, _ -> open.connect(ticket, connection(), MOST, this::close));

    assertThat(outcomes).containsOnlyOnce(Outcome.CONNECTED);
    assertThat(open.of(customer)).hasSize(1);
  }

  /** A repeat of the invocation, or of a call whose answer was lost. */
  @Test
  void theSameConnectionMayConnectAgain() {
    var ticket = ticket();
    var id = connection();
    open.connect(ticket, id, MOST, this::close);

    assertThat(open.connect(ticket, id, MOST, this::close)).isEqualTo(Outcome.CONNECTED);
    assertThat(open.of(customer)).hasSize(1);
  }

  @Test
  void anOldAndAForeignTicketAreRefused() {
    var ticket = ticket();
    clock.advance(Duration.ofSeconds(61));

    assertThat(open.connect(ticket, connection(), MOST, this::close))
        .isEqualTo(Outcome.TICKET_REFUSED);
    assertThat(open.connect(Ticket.random(new SecureRandom()), connection(), MOST, this::close))
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
    clock.advance(Connection.OPENING);
    assertThat(displaced).isEmpty();

    var latest = connect();

    assertThat(displaced).containsExactly(ids.getFirst());
    assertThat(open.of(customer))
        .extracting(Connection::id)
        .containsExactly(ids.get(1), ids.get(2), ids.get(3), ids.get(4), latest);
    open.disconnect(ids.getFirst());
    assertThat(open.of(customer)).hasSize(MOST);
  }

  /** It cannot be closed before, so it would be open without a place. */
  @Test
  void whoseHandshakeMayStillRunKeepsItsPlace() {
    IntStream.range(0, MOST).forEach(_ -> connect());
    clock.advance(Connection.OPENING.minusMillis(1));
    var ticket = ticket();

    assertThat(attempt(ticket)).isEqualTo(Outcome.FULL);
    assertThat(displaced).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(attempt(ticket)).isEqualTo(Outcome.CONNECTED);
  }

  /** The second time they meet the connections of the first, which may be displaced by then. */
  @Test
  void howeverManyConnectAtOnceNoMoreAreOpenThanTheMost() throws Exception {
    for (var round = 0; round < 3; round++) {
      var tickets = IntStream.range(0, 16).mapToObj(_ -> ticket()).toList();
      var outcomes = atOnce(16, number -> attempt(tickets.get(number)));

      assertThat(outcomes).contains(Outcome.CONNECTED).doesNotContain(Outcome.TICKET_REFUSED);
      assertThat(open.of(customer)).hasSizeLessThanOrEqualTo(MOST);
      assertThat(open.of(customer)).extracting(Connection::id).containsAll(billed);
      clock.advance(Connection.OPENING);
    }
  }

  /** The place is still there: whoever comes next closes again what is closed. */
  @Test
  void noneIsOpenWithoutAPlaceAfterACrash() {
    IntStream.range(0, MOST).forEach(_ -> connect());
    clock.advance(Connection.OPENING);

    assertThatThrownBy(() -> open.connect(ticket(), connection(), MOST, this::closeAndCrash))
        .hasMessage("crash");
    assertThat(billed).hasSize(MOST - 1);
    assertThat(attempt(ticket())).isEqualTo(Outcome.CONNECTED);
    assertThat(open.of(customer))
        .extracting(Connection::id)
        .containsExactlyInAnyOrderElementsOf(billed)
        .hasSize(MOST);
  }

  /** API Gateway says nothing of five ends: the customer can connect five times all the same. */
  @Test
  void endsThatWereNotSeenLockNobodyOutForMoreThanAMinute() {
    IntStream.range(0, MOST).forEach(_ -> connect());
    clock.advance(Duration.ofMinutes(1));

    var latest = IntStream.range(0, MOST).mapToObj(_ -> connect()).toList();

    assertThat(open.of(customer)).extracting(Connection::id).isEqualTo(latest);
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
  void aConnectionIsOpeningForAMinute() {
    var connection = new Connection(connection(), clock.instant());
    clock.advance(Duration.ofMinutes(1).minusMillis(1));
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
    assertThat(connect(ticket(), id)).isEqualTo(Outcome.CONNECTED);
    return id;
  }

  private Outcome attempt(Ticket ticket) {
    return connect(ticket, connection());
  }

  private Outcome connect(Ticket ticket, ConnectionId id) {
    var outcome = open.connect(ticket, id, MOST, this::close);
    if (outcome == Outcome.CONNECTED) {
      billed.add(id);
    }
    return outcome;
  }

  private void close(ConnectionId id) {
    billed.remove(id);
    displaced.add(id);
  }

  private void closeAndCrash(ConnectionId id) {
    close(id);
    throw new IllegalStateException("crash");
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

package com.example.orders.liveclient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks on at a customer's orders. Six rules keep it right although a push may be missed, come
 * twice, or late: a ticket for each connection; after each connect it asks for every order that has
 * not ended; of two states of an order the one with more changes of status counts; an order that
 * says nothing for a while is asked for; it connects again after a random pause; and it never does
 * once it was displaced by a newer connection of the customer, but only asks.
 */
public final class LiveClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

  private final Service service;
  private final Pace pace;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Seen> orders = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Session session;
  private volatile boolean isDisplaced;

  /** The APIs that a customer uses. */
  public interface Service {
    /** Where to connect once, with a new ticket. */
    URI ticket();

    /** The status resource; empty while the order is not recorded. */
    Optional<JsonNode> find(String orderId);
  }

  /**
   * How long it waits.
   *
   * @param longestPause between two connections
   * @param silence after which it asks for an order that has not ended
   */
  public record Pace(Duration longestPause, Duration silence) {
    public static final Pace STANDARD = new Pace(Duration.ofSeconds(30), Duration.ofSeconds(60));
  }

  /** An order as it was last seen, and when; null while nothing is known of it. */
  private record Seen(@Nullable JsonNode order, long nanos) {
    int version() {
      return order == null ? 0 : order.path("history").size();
    }

    boolean isFinal() {
      return order != null && FINAL.contains(order.path("status").asText());
    }
  }

  /** One connection, from the answer to the handshake until its end. */
  private final class Session implements WebSocket.Listener {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket socket, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        receive(json(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void receive(JsonNode message) {
      if (message.path("type").asText().equals("displaced")) {
        isDisplaced = true;
        ended.complete(null);
      } else {
        take(message);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.complete(null);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.complete(null);
    }
  }

  public LiveClient(Service service, Pace pace) {
    this.service = service;
    this.pace = pace;
    this.thread = Thread.ofVirtual().name("live-client").start(this::run);
  }

  /** Looks on at an order from now on, one that is not recorded yet too. */
  public void watch(String orderId) {
    synchronized (orders) {
      orders.putIfAbsent(orderId, new Seen(null, System.nanoTime()));
    }
  }

  /** The order as it was last seen. */
  public Optional<JsonNode> order(String orderId) {
    synchronized (orders) {
      return Optional.ofNullable(orders.get(orderId)).map(Seen::order);
    }
  }

  /** The orders that it was to watch, and those that were pushed without. */
  public Set<String> known() {
    synchronized (orders) {
      return Set.copyOf(orders.keySet());
    }
  }

  public boolean isConnected() {
    return session != null;
  }

  /** Whether newer connections of the customer have taken its place: it only asks from now on. */
  public boolean isDisplaced() {
    return isDisplaced;
  }

  /** Loses the connection without a word, as a network does. */
  public void drop() {
    var current = session;
    if (current != null) {
      current.ended.complete(null);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    drop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private void run() {
    try {
      var pause = Duration.ofSeconds(1);
      while (!isDisplaced) {
        if (connect()) {
          pause = Duration.ofSeconds(1);
        }
        var longest = Math.min(pause.toMillis(), pace.longestPause().toMillis());
        pause = pause.multipliedBy(2);
        if (closed.await(
            ThreadLocalRandom.current().nextLong(longest + 1), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      do {
        askFor(pace.silence());
      } while (!closed.await(look().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connects, and looks on until the connection ends; answers whether it lasted. */
  private boolean connect() throws InterruptedException {
    var opened = new Session();
    WebSocket socket;
    try {
      socket = http.newWebSocketBuilder().buildAsync(service.ticket(), opened).join();
    } catch (CompletionException | UncheckedIOException | IllegalStateException e) {
      askFor(Duration.ZERO); // refused or down: the status resource may still answer
      return false;
    }
    session = opened;
    var since = System.nanoTime();
    askFor(Duration.ZERO);
    while (!isEnded(opened)) {
      askFor(pace.silence());
    }
    session = null;
    socket.abort();
    return System.nanoTime() - since >= pace.longestPause().toNanos();
  }

  private boolean isEnded(Session opened) throws InterruptedException {
    try {
      opened.ended.get(look().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often it looks which orders are silent. */
  private Duration look() {
    return Duration.ofMillis(Math.min(1000, pace.silence().toMillis()));
  }

  /** Asks for the orders that have not ended and of which there is no news for so long. */
  private void askFor(Duration silence) {
    for (var orderId : silent(silence)) {
      try {
        service.find(orderId).ifPresent(this::take);
      } catch (UncheckedIOException | IllegalStateException e) {
        // It is silent still, and will be asked for again.
      }
    }
  }

  private Set<String> silent(Duration silence) {
    synchronized (orders) {
      var silent = new HashMap<>(orders);
      silent
          .values()
          .removeIf(seen -> seen.isFinal() || System.nanoTime() - seen.nanos() < silence.toNanos());
      return silent.keySet();
    }
  }

  /** Of two states of an order the one with more changes of status is the newer. */
  private void take(JsonNode order) {
    synchronized (orders) {
      var last = orders.get(order.path("orderId").asText());
      var next = new Seen(order, System.nanoTime());
      if (last == null || next.version() > last.version()) {
        orders.put(order.path("orderId").asText(), next);
      } else {
        orders.put(order.path("orderId").asText(), new Seen(last.order(), next.nanos()));
      }
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.order.OrderKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Makes an order's traces searchable: X-Ray finds them by {@code annotation.orderId}. The services
 * record the traces; this adds one subsegment for the work on one order, as a datagram to the
 * daemon that Lambda runs beside each environment (X-Ray guide, "Sending trace data to X-Ray").
 * Nothing waits for it, and one that is lost is a missing annotation. Of an order it says the ID,
 * how long the work lasted and whether it failed.
 */
final class OrderTrace {
  /** Lambda's runtime sets it for each event; an environment works on one event at a time. */
  private static final String HEADER = "com.amazonaws.xray.traceHeader";

  /** What X-Ray samples, in the order in which AWS writes it; others may follow. */
  private static final Pattern SAMPLED =
      Pattern.compile("Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=1(?:;.*)?");

  private static final Pattern ADDRESS = Pattern.compile("([0-9.]+):([0-9]{1,5})");

  private static final String DOCUMENT =
      """
      {"format": "json", "version": 1}
      {"type":"subsegment","id":"%016x","trace_id":"%s","parent_id":"%s","name":"order",\
      "start_time":%s,"end_time":%s,"annotations":{"orderId":"%s"}%s}""";

  private final Supplier<Optional<InetSocketAddress>> daemon;
  private final Supplier<String> header;
  private final Clock clock;

  /**
   * @param daemon where the documents go; empty where nobody traces. Asked for each of them: an
   *     environment that comes from a snapshot has a daemon of its own
   * @param header the trace header of the current event, or any other text if there is none
   */
  OrderTrace(Supplier<Optional<InetSocketAddress>> daemon, Supplier<String> header, Clock clock) {
    this.daemon = daemon;
    this.header = header;
    this.clock = clock;
  }

  /**
   * @param address {@code AWS_XRAY_DAEMON_ADDRESS} as it is now, or any other text where nobody
   *     traces
   */
  static OrderTrace to(Supplier<String> address) {
    return new OrderTrace(
        () -> daemon(address.get()), () -> System.getProperty(HEADER, ""), Clock.systemUTC());
  }

  /** Lambda guide, "Defined runtime environment variables": an address and a port. */
  static Optional<InetSocketAddress> daemon(String text) {
    var address = ADDRESS.matcher(text);
    try {
      return address.matches()
          ? Optional.of(
              new InetSocketAddress(
                  InetAddress.ofLiteral(address.group(1)), Integer.parseInt(address.group(2))))
          : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Begins the work on an order. */
  Subsegment begin(OrderKey key) {
    return new Subsegment(key, clock.instant());
  }

  /** The work on one order, by one thread. */
  final class Subsegment {
    private final OrderKey key;
    private final Instant begun;
    private boolean failed;

    private Subsegment(OrderKey key, Instant begun) {
      this.key = key;
      this.begun = begun;
    }

    /** X-Ray shows it as a fault. */
    void fail() {
      failed = true;
    }

    /** Sends the subsegment if the event is sampled. */
    void end() {
      var sampled = SAMPLED.matcher(header.get());
      if (sampled.matches() && !Priming.isRunning()) {
        daemon.get().ifPresent(to -> send(document(sampled.group(1), sampled.group(2)), to));
      }
    }

    private String document(String trace, String parent) {
      return DOCUMENT.formatted(
          UUID.randomUUID().getMostSignificantBits(),
          trace,
          parent,
          seconds(begun),
          seconds(clock.instant()),
          key.orderId().value(),
          failed ? ",\"fault\":true" : "");
    }
  }

  /** A channel for each: one that is kept would be in the function's snapshot. */
  private static void send(String document, InetSocketAddress daemon) {
    try (var channel = DatagramChannel.open()) {
      channel.configureBlocking(false);
      channel.send(ByteBuffer.wrap(document.getBytes(UTF_8)), daemon);
    } catch (IOException lost) {
      // a trace without its annotation; the order has its log lines
    }
  }

  private static String seconds(Instant time) {
    return String.format(Locale.ROOT, "%.6f", time.toEpochMilli() / 1e3);
  }
}

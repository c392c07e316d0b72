package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.inventory.OutOfStockException;
import com.example.orders.order.OrderKey;
import com.example.orders.order.Sku;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderTraceTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String PARENT = "557abcec3ee5a047";
  private static final String SAMPLED = "Root=" + TRACE + ";Parent=" + PARENT + ";Sampled=1";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T12:00:00.250Z"), ZoneOffset.UTC);

  private DatagramSocket daemon;

  @BeforeEach
  void listen() throws IOException {
    daemon = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() {
    daemon.close();
  }

  @Test
  void theWorkOnAnOrderIsASubsegmentOfTheEventsTrace() throws IOException {
    assertThat(Telemetry.<String>forOrder(KEY, () -> "done", trace(SAMPLED))).isEqualTo("done");

    var lines = received().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).isEqualTo("{\"format\": \"json\", \"version\": 1}");
    var document = json(lines[1]);
    assertThat(document.path("id").asText()).matches("[0-9a-f]{16}");
    assertThat(document)
        .isEqualTo(
            json(
                """
                {"type": "subsegment", "id": "%s", "trace_id": "%s", "parent_id": "%s",
                 "name": "order", "start_time": 1796040000.250000, "end_time": 1796040000.250000,
                 "annotations": {"orderId": "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a"}}
                """
                    .formatted(document.path("id").asText(), TRACE, PARENT)));
  }

  @Test
  void twoSubsegmentsNeverShareAnId() throws IOException {
    var trace = trace(SAMPLED + ";Lineage=a87bd80c:1|68fd508a:5");
    trace.begin(KEY).end();
    trace.begin(KEY).end();

    assertThat(json(received().split("\n")[1]).path("id"))
        .isNotEqualTo(json(received().split("\n")[1]).path("id"));
  }

  @Test
  void whatFailsIsAFault() throws IOException {
    assertThatThrownBy(
            () ->
                Telemetry.forOrder(
                    KEY,
                    () -> {
                      throw new IllegalStateException("Ada Secret");
                    },
                    trace(SAMPLED)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(received()).contains("\"fault\":true").doesNotContain("Ada", "acme");
  }

  @Test
  void aRefusalIsNone() throws IOException {
    assertThatThrownBy(
            () ->
                Telemetry.forOrder(
                    KEY,
                    () -> {
                      throw new OutOfStockException(new Sku("SOLD-OUT"));
                    },
                    trace(SAMPLED)))
        .isInstanceOf(OutOfStockException.class);

    assertThat(received()).doesNotContain("fault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=0",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=?",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=\"};Sampled=1",
        "Root=2-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1",
      })
  void whatIsNotSampledIsNotSent(String header) throws IOException {
    trace(header).begin(KEY).end();

    // the next one is the first that comes
    trace(SAMPLED).begin(OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-000000000001")).end();
    assertThat(received()).contains("000000000001");
  }

  @Test
  void anExampleBeforeASnapshotIsNotSent() throws Exception {
    Priming.run(() -> Telemetry.forOrder(KEY, () -> "primed", trace(SAMPLED)));

    daemon.setSoTimeout(100);
    assertThatThrownBy(this::received).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void anOrderDoesNotMissADaemonThatIsGone() {
    daemon.close();

    for (int i = 0; i < 3; i++) {
      assertThat(Telemetry.<String>forOrder(KEY, () -> "done", trace(SAMPLED))).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.79.129:2000, true",
    "127.0.0.1:0, true",
    "169.254.79.129, false",
    "300.1.1.1:2000, false",
    "169.254.79.129:70000, false",
    "xray.example:2000, false", // nobody asks a name server while an order waits
    "'', false"
  })
  void theDaemonHasANumericAddress(String address, boolean isOne) {
    assertThat(OrderTrace.daemon(address).isPresent()).isEqualTo(isOne);
    assertThat(OrderTrace.daemon("")).isEmpty();
  }

  /** The same of two environments that come from one snapshot. */
  @Test
  void theDaemonIsTheOneOfTheEnvironmentThatWorks() throws IOException {
    var address = new AtomicReference<>("");
    var trace = OrderTrace.to(address::get);
    var header = System.setProperty("com.amazonaws.xray.traceHeader", SAMPLED);
    try {
      address.set("127.0.0.1:" + port());
      assertThat(Telemetry.<String>forOrder(KEY, () -> "done", trace)).isEqualTo("done");
    } finally {
      if (header == null) {
        System.clearProperty("com.amazonaws.xray.traceHeader");
      } else {
        System.setProperty("com.amazonaws.xray.traceHeader", header);
      }
    }

    assertThat(received()).contains(KEY.orderId().value());
  }

  private OrderTrace trace(String header) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
    return new OrderTrace(() -> Optional.of(address), () -> header, CLOCK);
  }

  private int port() {
    return daemon.isClosed() ? 9 : daemon.getLocalPort();
  }

  private String received() throws IOException {
    if (daemon.getSoTimeout() == 0) {
      daemon.setSoTimeout(10_000);
    }
    var packet = new DatagramPacket(new byte[2_000], 2_000);
    daemon.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}

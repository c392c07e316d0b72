package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import localcloud.aws.Recent;

/**
 * Takes what functions record for X-Ray, in place of the daemon that Lambda runs beside each
 * environment, and keeps the last 5,000 documents. They are checked as X-Ray does (X-Ray guide,
 * "X-Ray segment documents"); what it would not take is logged and can be seen.
 */
public final class TraceDaemon implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MOST_DOCUMENTS = 5_000;
  private static final int MOST_REFUSALS = 100;

  /** What X-Ray takes of one document. */
  private static final int LIMIT = 64 << 10;

  private final Recent<JsonNode> documents = new Recent<>(MOST_DOCUMENTS);
  private final Recent<String> refusals = new Recent<>(MOST_REFUSALS);
  private final DatagramSocket socket;
  private final LogSink logs;

  /** Listens on a free port. */
  TraceDaemon(LogSink logs) throws IOException {
    this.logs = logs;
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofPlatform().name("trace-daemon").daemon().start(this::listen);
  }

  /** The value of {@code AWS_XRAY_DAEMON_ADDRESS}. */
  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void listen() {
    var buffer = new byte[LIMIT];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        take(new String(packet.getData(), 0, packet.getLength(), UTF_8));
      } catch (IOException closed) {
        // then it is over; any other datagram that cannot be read is lost
      }
    }
  }

  private void take(String datagram) {
    var cut = datagram.indexOf('\n');
    try {
      var header = JSON.readTree(datagram.substring(0, Math.max(0, cut)));
      var document = JSON.readTree(datagram.substring(cut + 1));
      var problems = new ArrayList<String>();
      if (!header.path("format").asText().equals("json") || header.path("version").asInt() != 1) {
        problems.add("the header is not {\"format\": \"json\", \"version\": 1}");
      }
      problems.addAll(SegmentDocument.problems(document));
      if (problems.isEmpty()) {
        documents.add(document, datagram);
      } else {
        refuse(String.join("; ", problems));
      }
    } catch (JsonProcessingException e) {
      refuse("not JSON: " + e.getOriginalMessage());
    }
  }

  private void refuse(String why) {
    refusals.add(why, why);
    logs.line("xray", "xray", "refused: " + why);
  }

  /** The documents with this annotation, the oldest first. */
  public List<JsonNode> documents(String annotation, String value) {
    return documents.all().stream()
        .filter(one -> one.path("annotations").path(annotation).asText().equals(value))
        .toList();
  }

  /** What X-Ray would not have taken, the last hundred. */
  public List<String> refusals() {
    return refusals.all();
  }

  /** The same as JSON. */
  public String json(String annotation, String value) {
    var root = JSON.createObjectNode();
    var found = root.putArray("documents");
    documents(annotation, value).forEach(found::add);
    var refused = root.putArray("refused");
    refusals().forEach(refused::add);
    return root.toString();
  }

  @Override
  public void close() {
    socket.close();
  }
}

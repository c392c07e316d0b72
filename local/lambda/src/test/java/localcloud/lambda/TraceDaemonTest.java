package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static localcloud.lambda.LocalFunctions.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceDaemonTest {
  private static final String HEADER = "{\"format\": \"json\", \"version\": 1}\n";
  private static final String DOCUMENT =
      """
      {"type":"subsegment","id":"0102030405060708","trace_id":"1-5759e988-bd862e3fe1be46a994272793",\
      "parent_id":"557abcec3ee5a047","name":"order","start_time":1.25,"end_time":1.5,\
      "annotations":{"orderId":"o-1"}}""";

  private TraceDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new TraceDaemon((function, environment, line) -> {});
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aDocumentIsFoundByItsAnnotation() throws IOException {
    send(HEADER + DOCUMENT);
    send(HEADER + DOCUMENT.replace("o-1", "o-2"));
    await().until(() -> !daemon.documents("orderId", "o-2").isEmpty());

    assertThat(daemon.documents("orderId", "o-1"))
        .singleElement()
        .satisfies(one -> assertThat(one.path("parent_id").asText()).isEqualTo("557abcec3ee5a047"));
    assertThat(daemon.documents("other", "o-1")).isEmpty();
    assertThat(daemon.refusals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0102030405060708|01020304|id does not match",
        "1-5759e988|5759e988|trace_id does not match",
        "557abcec3ee5a047|557ABCEC3EE5A047|parent_id does not match",
        "order\"|or;der\"|name does not match",
        "1.25|\"now\"|start_time is no number",
        "1.5|1.0|end_time is before start_time",
        "\"end_time\":1.5|\"end\":1.5|end_time is no number",
        "orderId|order-id|name that is not indexed",
        "\"o-1\"|[\"o-1\"]|neither text, number nor Boolean",
        "\"o-1\"}}|\"o-1\"}|not JSON",
      })
  void whatXRayWouldNotTakeIsRefused(String part, String wrong, String why) throws IOException {
    assertThat(DOCUMENT).contains(part);
    send(HEADER + DOCUMENT.replace(part, wrong));
    await().until(() -> !daemon.refusals().isEmpty());

    assertThat(daemon.refusals()).singleElement().asString().contains(why);
    assertThat(daemon.documents("orderId", "o-1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"format\": \"json\", \"version\": 2}", "{}", "[]"})
  void aDatagramHasAHeader(String header) throws IOException {
    send(header + "\n" + DOCUMENT);
    await().until(() -> !daemon.refusals().isEmpty());

    assertThat(daemon.refusals()).singleElement().asString().contains("the header is not");
  }

  private void send(String text) throws IOException {
    try (var socket = new DatagramSocket()) {
      var bytes = text.getBytes(UTF_8);
      var port = Integer.parseInt(daemon.address().split(":")[1]);
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }
  }
}

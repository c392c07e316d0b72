package com.example.orders.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.json.OrderEventReader;
import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas grow, and what was published once is still an event. */
class EventSchemasTest {
  private final EventContract contract = EventContract.ofCheckout();

  static List<Path> schemas() {
    return EventSchemas.all();
  }

  @Test
  void everyTypeHasOne() {
    assertThat(schemas())
        .extracting(file -> file.getFileName().toString())
        .contains("OrderConfirmed.v1.json", "OrderRejected.v1.json", "OrderCancelled.v1.json");
  }

  /** Its file says what it is about, and it never forbids a field that nobody knows yet. */
  @ParameterizedTest
  @MethodSource("schemas")
  void isNamedAsItsEventAndOpen(Path file) {
    var schema = EventSchemas.read(file);

    assertThat(file.getFileName().toString())
        .matches(schema.path("title").asText() + "\\.v[1-9][0-9]*\\.json");
    assertThat(schema.path("description").asText()).isNotBlank();
    assertThat(schema.findValues("additionalProperties")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void breaksNobodyWhoKnowsTheReleasedOne(Path file) {
    var released = EventSchemas.released(file);
    if (Files.exists(released)) {
      assertThat(SchemaCompatibility.breaks(EventSchemas.read(released), EventSchemas.read(file)))
          .as("%s against the released one; what breaks needs a new version", file)
          .isEmpty();
    }
  }

  @Test
  void whatWasReleasedIsStillThere() {
    for (var folder : schemas().stream().map(Path::getParent).distinct().toList()) {
      assertThat(EventSchemas.files(folder.resolve("released")))
          .allSatisfy(file -> assertThat(folder.resolve(file.getFileName())).exists());
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void oldSamplesKeepTheContract(Path file) {
    var samples = EventSchemas.samples(file);

    assertThat(samples).isNotEmpty();
    assertThat(samples)
        .allSatisfy(sample -> assertThat(contract.violations(EventSchemas.read(sample))).isEmpty());
  }

  /** A field that is new to a consumer may come anywhere. */
  @ParameterizedTest
  @MethodSource("schemas")
  void soDoOnesWithFieldsThatNobodyKnows(Path file) {
    for (var sample : EventSchemas.samples(file)) {
      for (var place : List.of("", "/detail", "/detail/data", "/detail/metadata")) {
        var event = EventSchemas.read(sample);
        if (event.at(place) instanceof ObjectNode fields) {
          fields.putObject("knownToNobody").put("a", 1);
        }
        assertThat(contract.violations(event)).as("%s%s", sample, place).isEmpty();
      }
    }
  }

  /** A sample that changes with the code proves nothing: there are only more of them. */
  @Test
  void samplesStayAsTheyAre() throws Exception {
    for (var folder : schemas().stream().map(Path::getParent).distinct().toList()) {
      var samples = folder.resolve("samples");
      assertThat(sums(samples))
          .as("sha256sum of %s", samples)
          .isEqualTo(listed(samples.resolve("SHA256SUMS")));
    }
  }

  private static TreeMap<String, String> sums(Path samples) throws Exception {
    var sums = new TreeMap<String, String>();
    for (var file : EventSchemas.files(samples)) {
      if (!file.endsWith("SHA256SUMS")) {
        var sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        sums.put(samples.relativize(file).toString(), HexFormat.of().formatHex(sum));
      }
    }
    return sums;
  }

  private static TreeMap<String, String> listed(Path sums) throws IOException {
    var listed = new TreeMap<String, String>();
    for (var line : Files.readAllLines(sums, UTF_8)) {
      listed.put(line.substring(66), line.substring(0, 64));
    }
    return listed;
  }

  static Stream<JsonNode> ordersEvents() {
    return schemas().stream()
        .filter(file -> file.getFileName().toString().startsWith("Order"))
        .flatMap(file -> EventSchemas.samples(file).stream())
        .map(EventSchemas::read);
  }

  /** What reads events of today reads those of old, whatever else is in them. */
  @ParameterizedTest
  @MethodSource("ordersEvents")
  void ourReaderReadsOldSamples(JsonNode event) {
    var wider = (ObjectNode) event.deepCopy();
    wider.put("knownToNobody", 1);
    ((ObjectNode) wider.at("/detail/metadata")).put("knownToNobody", 1);
    ((ObjectNode) wider.at("/detail/data")).putObject("knownToNobody").put("a", 1);

    var read = new OrderEventReader().read(bytes(event));
    assertThat(read.type()).isEqualTo(event.path("detail-type").asText());
    assertThat(read.notificationKey())
        .isEqualTo(event.at("/detail/metadata/idempotencyKey").asText());
    assertThat(new OrderEventReader().read(bytes(wider))).isEqualTo(read);
  }

  private static byte[] bytes(JsonNode event) {
    return event.toString().getBytes(UTF_8);
  }

  /** Without these, a contract that finds nothing would look as one that is kept. */
  @ParameterizedTest
  @MethodSource("ordersEvents")
  void whatIsNoSuchEventIsFound(JsonNode event) {
    assertThat(found(event, "/detail/metadata", "schemaVersion", "2"))
        .containsExactly("no schema is about version 2 of " + event.path("detail-type").asText());
    assertThat(found(event, "", "detail-type", "\"OrderPacked\""))
        .containsExactly("no schema is about version 1 of OrderPacked");
    assertThat(found(event, "/detail/metadata", "idempotencyKey", null))
        .anySatisfy(finding -> assertThat(finding).contains("idempotencyKey", "required"));
    assertThat(found(event, "/detail/data", "status", "\"SHIPPED\""))
        .anySatisfy(finding -> assertThat(finding).contains("status"));
    assertThat(found(event, "/detail/data", "customer", "\"somebody\""))
        .anySatisfy(finding -> assertThat(finding).contains("idempotencyKey: is not somebody#"));
    assertThat(found(event, "/detail/metadata", "correlationId", "\"0\""))
        .contains("$.detail.metadata.correlationId: is not the order's ID");
    assertThat(found(event, "", "source", "\"somebody.else\"")).isEmpty();
  }

  private List<String> found(JsonNode event, String place, String field, String value) {
    var changed = event.deepCopy();
    if (value == null) {
      ((ObjectNode) changed.at(place)).remove(field);
    } else {
      ((ObjectNode) changed.at(place)).set(field, EventSchemas.parse(value));
    }
    return contract.violations(changed);
  }
}

package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.StackOutputs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Requests that look bad and that the schema cannot refuse: they are taken and do no harm, or they
 * are taken and end rejected with a reason. {@code docs/bad-inputs.md} has the numbers.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarmlessRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "bad-inputs";
  private static final int MAX_BODY = 10 * 1024 * 1024;
  private static final String MARK = "zq9harmless";

  private Target target;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        text(23, "template text", "$context.identity #set($x = 1) $util.urlEncode('x') ## x"),
        text(24, "quotes and breaks", "'\"\\</script>\n\t\r\n" + MARK),
        text(25, "a zero character", "a\u0000b"),
        text(32, "text that runs backwards", "\u202e\u200b\u0065\u0301\u00e9\ud83d\ude80"),
        text(33, "a line of a log", "x\r\n{\"level\":\"ERROR\",\"message\":\"" + MARK + "\"}"),
        text(34, "a card's number", "4111 1111 1111 1111 CVV 123 " + MARK),
        text(34, "an e-mail and a token", "ada@example.com Bearer eyJ" + MARK),
        text(35, "an expression", "attribute_not_exists(pk) #n :v " + MARK),
        text(35, "PartiQL", "'; DELETE FROM \"orders\" WHERE customer='" + MARK + "'--"),
        text(36, "a key's prefix", "ORDER#1 IDEMPOTENCY#1 " + MARK),
        text(37, "text for a regular expression", "a".repeat(499) + "!"));
  }

  @ParameterizedTest(name = "bad input {0}: {1}")
  @MethodSource("texts")
  void textIsStoredAsItIsAndNotLogged(int number, String what, String text) {
    var order = Orders.good().put("note", text);
    assertThat(post(order.toString()).status()).isEqualTo(202);
    assertThat(ended(order).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(row(order).get("note").s()).isEqualTo(text);
    assertThat(target.logs().lines()).noneMatch(line -> line.contains(MARK));
    assertThat(target.logs().count(text)).isZero();
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        headers(9, "a body of 10 MiB, counted in bytes", "Content-Type: application/json"),
        headers(10, "deflate that is none", "Content-Encoding: deflate"),
        headers(10, "gzip that is none", "Content-Encoding: gzip"),
        headers(11, "no media type"),
        headers(11, "a charset", "Content-Type: application/json; charset=utf-8"),
        headers(15, "a folded header", "X-A: b", " Injected: c"),
        headers(16, "another host", "X-Forwarded-Host: evil.example", "Forwarded: host=evil"),
        headers(16, "another address", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Proto: gopher"),
        headers(16, "another path", "X-Original-URL: /evil", "X-Rewrite-URL: /evil"),
        headers(22, "two keys in headers", "Idempotency-Key: a", "Idempotency-Key: b"),
        headers(44, "a task's token", "X-Task-Token: AQCkAAAA", "Task-Token: AQCkAAAA"),
        headers(49, "a forged trace", "X-Amzn-Trace-Id: Root=1-0-0;" + "x".repeat(8000)));
  }

  @ParameterizedTest(name = "bad input {0}: {1}")
  @MethodSource("headers")
  void headersChangeNothing(int number, String what, List<String> headers) {
    var order = Orders.good().put("note", "\u00e9".repeat(500));
    var body = order.toString().getBytes(UTF_8);
    var answer = send(number == 9 ? padded(body) : body, headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.all()).isEqualTo(202);
    assertThat(answer.all()).doesNotContain("evil", "Injected", "AQCk", "10.0.0.1");
    assertThat(answer.body()).contains("\"self\":\"/v1/orders/{orderId}\"");
    assertThat(ended(order).path("status").asText()).isEqualTo("CONFIRMED");
  }

  static Stream<Arguments> rejected() {
    return Stream.of(
        rejected(29, "no currency", "INVALID_ORDER", order -> order.put("currency", "QQQ")),
        rejected(
            29, "the currency of none", "INVALID_ORDER", order -> order.put("currency", "XXX")),
        rejected(29, "another currency", "CURRENCY", order -> order.put("currency", "USD")),
        rejected(
            28, "the most pieces of the dearest", "OUT_OF_STOCK", order -> line(order, 25, 999)),
        rejected(28, "no lines", "INVALID_ORDER", order -> order.putArray("lines")),
        rejected(28, "26 lines", "INVALID_ORDER", order -> line(order, 26, 1)),
        rejected(28, "5000 lines", "INVALID_ORDER", order -> line(order, 5_000, 1)),
        rejected(
            13,
            "no product",
            "UNKNOWN_SKU",
            order -> ((ObjectNode) order.at("/lines/0")).put("sku", "ORDER-1")));
  }

  @ParameterizedTest(name = "bad input {0}: {1}")
  @MethodSource("rejected")
  void whatTheSchemaCannotSeeEndsRejected(
      int number, String what, String reason, Consumer<ObjectNode> spoil) {
    var order = Orders.good();
    spoil.accept(order);
    assertThat(post(order.toString()).status()).isEqualTo(202);
    var ended = ended(order);
    assertThat(ended.path("status").asText()).isEqualTo("REJECTED");
    assertThat(ended.path("reason").asText()).contains(reason);
  }

  static Stream<Arguments> cursors() {
    return Stream.of("0000-00-00T00:00:00.000Z", "9999-02-30T99:99:99.999Z").map(Arguments::of);
  }

  @ParameterizedTest(name = "bad input 30: a cursor at {0}")
  @MethodSource("cursors")
  void aDateThatIsNoneOnlyChoosesAPlace(String time) throws IOException {
    var place = time + "|00000000-0000-0000-0000-000000000000";
    var cursor = Base64.getEncoder().encodeToString(place.getBytes(UTF_8)).replace("=", "%3D");
    var answer = get("/orders?cursor=" + cursor);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).has("orders")).isTrue();
  }

  @Test
  void badInput14_aParameterThatIsUnknownIsIgnored() {
    assertThat(get("/orders?customer=acme&limit=10&x[]=1&%24filter=1").status()).isEqualTo(200);
  }

  @Test
  void badInput20_theSameIdWithAnotherBodyIsAConflictThatShows() {
    var order = Orders.good();
    post(order.toString());
    post(order.put("note", "another").toString());
    ended(order);
    target.awaitConflicts(CUSTOMER, Orders.id(order), 1);
  }

  @Test
  void badInput27_onePieceIsOneHoweverItIsWritten() {
    var order = Orders.good();
    var written = order.toString().replace("\"quantity\":1", "\"quantity\":1.0");
    var answer = post(written);
    assertThat(answer.status()).isIn(202, 400);
    if (answer.status() == 202) {
      assertThat(ended(order).at("/lines/0/quantity").asInt()).isEqualTo(1);
    }
  }

  /** A pattern that backtracks would not answer before the client gives up. */
  @Test
  void badInput37_aWorstCaseForAPatternIsRefused() {
    assertThat(get("/orders?cursor=" + "A".repeat(6000) + "%3D").status()).isEqualTo(400);
  }

  private RawHttp.Answer post(String body) {
    return send(body.getBytes(UTF_8), "Content-Type: application/json");
  }

  private RawHttp.Answer send(byte[] body, String... headers) {
    var lines = new ArrayList<>(List.of("POST /v1/orders HTTP/1.1", "Host: localhost"));
    lines.add("Authorization: Bearer " + target.api().tokens().apply(CUSTOMER));
    lines.add("Content-Length: " + body.length);
    lines.add("Connection: close");
    lines.addAll(List.of(headers));
    return RawHttp.send(
        target.api().baseUrl(), RawHttp.request(body, lines.toArray(String[]::new)));
  }

  private RawHttp.Answer get(String path) {
    return RawHttp.send(
        target.api().baseUrl(),
        RawHttp.request(
            new byte[0],
            "GET /v1" + path + " HTTP/1.1",
            "Host: localhost",
            "Authorization: Bearer " + target.api().tokens().apply(CUSTOMER),
            "Connection: close"));
  }

  private JsonNode ended(ObjectNode order) {
    return target.awaitTerminal(CUSTOMER, Orders.id(order));
  }

  private Map<String, AttributeValue> row(ObjectNode order) {
    var key =
        Map.of(
            "customer", AttributeValue.fromS(target.subject(CUSTOMER)),
            "orderId", AttributeValue.fromS(Orders.id(order)));
    var table = target.outputs().get("OrdersTableName");
    try (var dynamoDb =
        StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build()) {
      return dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item();
    }
  }

  private static byte[] padded(byte[] body) {
    var padded = new byte[MAX_BODY];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(body, 0, padded, MAX_BODY - body.length, body.length);
    return padded;
  }

  private static void line(ObjectNode order, int lines, int quantity) {
    var all = order.putArray("lines");
    for (var i = 0; i < lines; i++) {
      all.addObject().put("sku", "GIFT-CARD-50").put("quantity", quantity);
    }
  }

  private static Arguments text(int number, String what, String text) {
    return Arguments.of(number, what, text);
  }

  private static Arguments headers(int number, String what, String... headers) {
    return Arguments.of(number, what, List.of(headers));
  }

  private static Arguments rejected(
      int number, String what, String reason, Consumer<ObjectNode> spoil) {
    return Arguments.of(number, what, reason, Named.of(what, spoil));
  }
}

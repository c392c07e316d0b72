package com.example.orders.endtoend;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that must be refused, byte by byte over a socket: the documented answer, nothing of the
 * request in it, and nothing on the queue. {@code docs/bad-inputs.md} has the numbers.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "zq8echo";
  private static final int QUEUE_LIMIT = 262_144;
  private static final int MAX_BODY = 10 * 1024 * 1024;

  private Target target;
  private String token;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
    token = target.api().tokens().apply("bad-inputs");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "syntax",
    "encodings",
    "mediaTypes",
    "paths",
    "parameters",
    "headers",
    "keys",
    "members",
    "values",
    "tokens"
  })
  void isRefused(BadRequest bad) throws IOException {
    var before = enqueued();
    var answer = RawHttp.send(target.api().baseUrl(), bad.bytes());
    assertThat(bad.expected()).as(answer.all()).contains(answer.status());
    assertThat(enqueued()).as("messages sent to the queue").isEqualTo(before);
    assertThat(answer.all())
        .doesNotContain(MARK, "\tat ", "Injected", "$context")
        .containsOnlyOnce("HTTP/1.1 ");
    if (!isTheServersOwn(answer)) {
      assertThat(answer.all()).doesNotContain("Exception");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      var problem = JSON.readTree(answer.body());
      assertThat(problem.path("status").asInt(answer.status())).isEqualTo(answer.status());
      assertThat(problem.fieldNames()).toIterable().contains("type", "title", "detail");
    }
  }

  /** What is no HTTP never reaches the API, and a body over 10 MiB API Gateway refuses itself. */
  private static boolean isTheServersOwn(RawHttp.Answer answer) {
    return answer.header("Content-Type").startsWith("text/plain")
        || answer.body().equals("{\"message\":\"Request Too Long\"}");
  }

  Stream<BadRequest> syntax() {
    var order = Orders.good().put("note", MARK).toString();
    return Stream.of(
        post(1, "no body", ""),
        post(2, "blanks", "  "),
        post(2, "line breaks and tabs", "\r\n\t"),
        post(3, "a number", "1"),
        post(3, "a string", "\"" + MARK + "\""),
        post(3, "true", "true"),
        post(3, "null", "null"),
        post(3, "an empty array", "[]"),
        post(3, "an order in an array", "[" + order + "]"),
        post(4, "half an order", order.substring(0, order.length() / 2)),
        post(4, "all but the last character", order.substring(0, order.length() - 1)),
        post(4, "a brace too many", order + "}"),
        post(4, "two orders", order + order),
        post(5, "a comment", "/* " + MARK + " */" + order),
        post(5, "single quotes", order.replace('"', '\'')),
        post(5, "NaN", order.replace("\"quantity\":1", "\"quantity\":NaN")),
        post(5, "Infinity", order.replace("\"quantity\":1", "\"quantity\":Infinity")),
        post(5, "a hexadecimal number", order.replace("\"quantity\":1", "\"quantity\":0x1")),
        post(5, "a leading zero", order.replace("\"quantity\":1", "\"quantity\":01")),
        post(5, "a trailing comma", order.replace("\"quantity\":1", "\"quantity\":1,")),
        post(5, "a name without quotes", order.replace("\"note\"", "note")),
        post(5, "a raw line break in a string", order.replace(MARK, "a\nb")),
        post(7, "arrays 1001 deep", nested(order, "[", "]", 1001)),
        post(7, "arrays 100000 deep", nested(order, "[", "]", 100_000)),
        post(7, "objects 100000 deep", nested(order, "{\"a\":", "}", 100_000)),
        post(7, "100000 opening brackets", "[".repeat(100_000)));
  }

  Stream<BadRequest> encodings() {
    var order = Orders.good().put("note", MARK).toString();
    var marked = order.getBytes(UTF_8);
    var largest = Orders.good().put("note", "\u00e9".repeat(500)).toString();
    return Stream.of(
        post(6, "UTF-8 with a byte order mark", 400, bytes("\ufeff" + order, UTF_8)),
        post(6, "UTF-16, little-endian", 400, bytes(order, UTF_16LE)),
        post(6, "UTF-16, big-endian", 400, bytes(order, UTF_16BE)),
        post(6, "UTF-16 with a byte order mark", 400, bytes("\ufeff" + order, UTF_16BE)),
        post(6, "an overlong slash", 400, replaced(marked, "c0af")),
        post(6, "a byte that no UTF-8 has", 400, replaced(marked, "ff")),
        post(6, "half a surrogate pair as bytes", 400, replaced(marked, "eda080")),
        post(6, "half a surrogate pair as an escape", order.replace(MARK, "\\ud800")),
        post(6, "a surrogate pair the wrong way round", order.replace(MARK, "\\udc00\\ud800")),
        post(8, "one byte more than 10 MiB", 413, padded(largest, MAX_BODY + 1)),
        post(8, "20 MiB", 413, padded(largest, 2 * MAX_BODY)),
        post(9, "more lines than a message takes", 413, manyLines(7_000)),
        post(9, "as much as a message takes, before the customer is added", 413, fullMessage()),
        post(10, "gzip", 400, gzip(marked), "Content-Encoding: gzip"),
        post(10, "gzip that does not say so", 400, gzip(marked)),
        post(10, "a bomb", 400, gzip(new byte[4 * MAX_BODY]), "Content-Encoding: gzip"));
  }

  Stream<BadRequest> mediaTypes() {
    var order = Orders.good().put("note", MARK).toString().getBytes(UTF_8);
    var xml = bytes("<!DOCTYPE o [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><o>&e;</o>", UTF_8);
    return Stream.of(
        typed(11, "text/plain", order),
        typed(11, "application/json;charset=utf-16", order),
        typed(11, "multipart/form-data; boundary=x", order),
        typed(11, "application/x-www-form-urlencoded", order),
        typed(11, "application/vnd.api+json", order),
        typed(11, "json", order),
        typed(11, "application/json, text/plain", order),
        typed(11, "text/plain, application/json", order),
        typed(11, "*/*", order),
        bad(
            11,
            "two media types",
            Set.of(400, 415),
            postLines(order, "Content-Type: text/plain", "Content-Type: application/json")),
        bad(11, "no media type and no order", Set.of(400), postLines(bytes("{}", UTF_8))),
        bad(
            11,
            "a media type in capitals and no order",
            Set.of(400, 415),
            postLines(bytes("{}", UTF_8), "Content-Type: APPLICATION/JSON")),
        typed(12, "application/xml", xml),
        typed(12, "text/xml", xml),
        typed(12, "application/yaml", bytes("!!javax.script.ScriptEngineManager []", UTF_8)));
  }

  Stream<BadRequest> paths() {
    var id = UUID.randomUUID().toString();
    return Stream.of(
            "/orders/../orders/" + MARK,
            "/orders/%2e%2e/orders",
            "/orders/..%2F..%2Fetc%2Fpasswd",
            "/orders%2f" + id,
            "/orders%252f" + id,
            "/%2e%2e/orders",
            "/orders/",
            "/orders//",
            "//orders",
            "/ORDERS",
            "/Orders/" + id,
            "/orders/" + id + "/",
            "/orders/" + id.toUpperCase(java.util.Locale.ROOT),
            "/orders/" + id + "%00",
            "/orders/" + id + "%0a",
            "/orders/" + id + ";v=1",
            "/orders/*",
            "/orders/-",
            "/orders/" + "a".repeat(4000),
            "/_local/",
            "/2015-03-31/functions/AcceptOrdersFunction/invocations")
        .map(path -> bad(13, path, Set.of(400, 404), get(path)));
  }

  Stream<BadRequest> parameters() {
    return Stream.of(
            "limit=10&limit=1000",
            "limit=10&limit=" + MARK,
            "limit=",
            "limit=10%00",
            "limit=%0a10",
            "cursor=a&cursor=b",
            "cursor=%zz",
            "cursor=%ff",
            "cursor=" + "A".repeat(7000))
        .map(query -> bad(14, query, Set.of(400), get("/orders?" + query)));
  }

  Stream<BadRequest> headers() {
    var order = Orders.good().put("note", MARK).toString().getBytes(UTF_8);
    var smuggled = "GET /v1/orders HTTP/1.1\r\nHost: x\r\n\r\n";
    var type = "Content-Type: application/json";
    return Stream.of(
        bad(15, "a line break in a name", Set.of(400), postLines(order, type, "X-A\r: b")),
        bad(15, "a header without a colon", Set.of(400), postLines(order, type, "Injected")),
        bad(
            15,
            "headers over the quota",
            Set.of(431),
            postLines(order, "X-A: " + "a".repeat(10_240))),
        bad(17, "chunks that are none", Set.of(400), chunks("nonsense\r\n")),
        bad(17, "two lengths", Set.of(400), postLines(order, type, "Content-Length: 0")),
        bad(17, "a length and chunks", Set.of(400), chunked(order, smuggled, "chunked")),
        bad(17, "a length and odd chunks", Set.of(400), chunked(order, smuggled, "xchunked")),
        bad(17, "a length and hidden chunks", Set.of(400), chunked(order, smuggled, " chunked")),
        bad(17, "a negative length", Set.of(400), unsized(order, "Content-Length: -1")),
        bad(17, "a signed length", Set.of(400), unsized(order, "Content-Length: +5")),
        bad(17, "a length in words", Set.of(400), unsized(order, "Content-Length: five")),
        bad(17, "lengths in a list", Set.of(400), unsized(order, "Content-Length: 5, 6")));
  }

  Stream<BadRequest> keys() {
    return Stream.of(
        order(18, "no ID", order -> order.remove("orderId")),
        order(18, "an empty ID", order -> order.put("orderId", "")),
        order(18, "an ID of one character", order -> order.put("orderId", "1")),
        order(18, "an ID of 35", order -> order.put("orderId", Orders.id(order).substring(1))),
        order(18, "an ID of 37", order -> order.put("orderId", Orders.id(order) + "0")),
        order(18, "an ID of 128", order -> order.put("orderId", "a".repeat(128))),
        order(18, "an ID of 10000", order -> order.put("orderId", "a".repeat(10_000))),
        order(18, "an ID in capitals", order -> order.put("orderId", MARK)),
        order(18, "a number", order -> order.put("orderId", 1)),
        order(18, "null", order -> order.putNull("orderId")),
        order(
            19,
            "an ID that adds a parameter",
            order -> order.put("orderId", "&MessageGroupId=x&Action=DeleteQueue")),
        order(19, "an encoded one", order -> order.put("orderId", Orders.id(order) + "%26x=y")),
        order(19, "with a line break", order -> order.put("orderId", Orders.id(order) + "\n")),
        order(19, "with a plus", order -> order.put("orderId", "+" + Orders.id(order))),
        post(22, "two IDs in one body", twoIds()),
        order(36, "a key's prefix", order -> order.put("orderId", "ORDER#" + Orders.id(order))),
        order(36, "another's", order -> order.put("orderId", "IDEMPOTENCY#" + MARK)));
  }

  Stream<BadRequest> members() {
    var names = new ArrayList<BadRequest>();
    for (var name : List.of("customer", "customerId", "sub", "status", "price", "paid", "total")) {
      names.add(order(26, name, order -> order.put(name, MARK)));
    }
    for (var name : List.of("__proto__", "constructor", "@class", "@type", "$type", "$ref")) {
      names.add(order(31, name, order -> order.put(name, "java.lang.Runtime")));
      names.add(order(31, name + " in a line", order -> line(order).put(name, MARK)));
      names.add(order(31, name + " in the address", order -> address(order).put(name, MARK)));
    }
    return names.stream();
  }

  Stream<BadRequest> values() {
    return Stream.of(
        post(27, "10^99999999999 pieces", pieces("1e99999999999")),
        post(27, "10^999999999 pieces", pieces("1e999999999")),
        post(27, "next to no piece", pieces("1e-99999999999")),
        post(27, "pieces of 2000 digits", pieces("9".repeat(2_000))),
        order(27, "0 pieces", order -> line(order).put("quantity", 0)),
        order(27, "-1 pieces", order -> line(order).put("quantity", -1)),
        order(27, "1000 pieces", order -> line(order).put("quantity", 1000)),
        order(27, "2^31 pieces", order -> line(order).put("quantity", 1L << 31)),
        order(27, "2^32 + 1 pieces", order -> line(order).put("quantity", (1L << 32) + 1)),
        order(27, "2^63 pieces", order -> line(order).put("quantity", 0x1p63)),
        order(27, "one and a half", order -> line(order).put("quantity", 1.5)),
        order(27, "a number as text", order -> line(order).put("quantity", "1")),
        order(27, "null", order -> line(order).putNull("quantity")),
        order(28, "a price", order -> line(order).put("price", Long.MAX_VALUE)),
        order(29, "lower case", order -> order.put("currency", "eur")),
        order(29, "a homoglyph", order -> order.put("currency", "\u0415UR")),
        order(29, "a line's own", order -> line(order).put("currency", "USD")),
        order(29, "four letters", order -> order.put("currency", "EURO")),
        order(30, "a date", order -> order.put("acceptedAt", "0000-02-30T00:00:00+99:00")),
        order(34, "a card number for a token", order -> order.put("paymentToken", "41111111")),
        order(35, "an expression", order -> line(order).put("sku", "attribute_not_exists(pk)")),
        order(37, "text for a regular expression", order -> line(order).put("sku", worst())),
        bad(37, "in a cursor", Set.of(400), get("/orders?cursor=" + worst())),
        bad(44, "a callback", Set.of(404), get("/callbacks/" + MARK)),
        bad(44, "a task's token", Set.of(400, 404), get("/orders/" + "AQCk".repeat(200))));
  }

  Stream<BadRequest> tokens() {
    var parts = token.split("\\.");
    var subject = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    var other = encode(subject.replace("bad-inputs", "acme"));
    var none = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".";
    var path = encode("{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}");
    return Stream.of(
            auth(38, "no token", "X-Nothing: 1"),
            auth(38, "an empty token", "Authorization: "),
            auth(38, "no token but its scheme", "Authorization: Bearer"),
            auth(38, "no JWT", "Authorization: Bearer " + MARK),
            auth(38, "another algorithm: none", "Authorization: Bearer " + none),
            auth(38, "a key's path", "Authorization: Bearer " + hmac(path + "." + parts[1], "")),
            auth(
                38,
                "HS256 with the public key's ID for a secret",
                "Authorization: Bearer " + hmac(hs256(parts[0]) + "." + parts[1], parts[0])),
            auth(38, "another payload", "Authorization: Bearer " + swapped(parts, other)),
            auth(38, "no signature", "Authorization: Bearer " + parts[0] + "." + parts[1] + "."),
            auth(38, "basic", "Authorization: Basic YWNtZTphY21l"),
            auth(40, "an API key only", "x-api-key: " + MARK),
            auth(40, "a token in the wrong header", "X-Authorization: Bearer " + token))
        .flatMap(Stream::of);
  }

  /** What the queue accepted; what it refused itself is no message. */
  private long enqueued() {
    return target.requireLocal().calls().counts().stream()
        .filter(
            call -> call.principal().contains("ApiRole") && call.operation().equals("SendMessage"))
        .mapToLong(call -> call.calls() - call.errors())
        .sum();
  }

  private BadRequest post(int number, String what, String body) {
    return post(number, what, 400, body.getBytes(UTF_8));
  }

  private BadRequest post(int number, String what, int status, byte[] body, String... headers) {
    var lines = new ArrayList<>(List.of("Content-Type: application/json"));
    lines.addAll(List.of(headers));
    return bad(number, what, Set.of(status), postLines(body, lines.toArray(String[]::new)));
  }

  private BadRequest order(int number, String what, Consumer<ObjectNode> spoil) {
    var order = Orders.good();
    spoil.accept(order);
    return post(number, what, order.toString());
  }

  private BadRequest typed(int number, String type, byte[] body) {
    return bad(number, type, Set.of(415), postLines(body, "Content-Type: " + type));
  }

  private static BadRequest bad(int number, String what, Set<Integer> expected, byte[] request) {
    return new BadRequest(number, abbreviated(what), request, expected);
  }

  private static String abbreviated(String what) {
    return what.length() > 60 ? what.substring(0, 60) + "..." : what;
  }

  private byte[] postLines(byte[] body, String... headers) {
    var lines = new ArrayList<>(List.of("POST /v1/orders HTTP/1.1", "Host: localhost"));
    lines.add("Authorization: Bearer " + token);
    lines.add("Content-Length: " + body.length);
    lines.add("Connection: close");
    lines.addAll(List.of(headers));
    return RawHttp.request(body, lines.toArray(String[]::new));
  }

  private byte[] get(String path) {
    return RawHttp.request(
        new byte[0],
        "GET /v1" + path + " HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer " + token,
        "Connection: close");
  }

  /** Without a token of its own: the header is all there is. */
  private static BadRequest[] auth(int number, String what, String header) {
    var body = Orders.good().toString().getBytes(UTF_8);
    return new BadRequest[] {
      bad(
          number,
          what,
          Set.of(401),
          RawHttp.request(
              body,
              "POST /v1/orders HTTP/1.1",
              "Host: localhost",
              header,
              "Content-Type: application/json",
              "Content-Length: " + body.length,
              "Connection: close")),
      bad(
          number,
          what + ", reading",
          Set.of(401),
          RawHttp.request(
              new byte[0],
              "GET /v1/orders HTTP/1.1",
              "Host: localhost",
              header,
              "Connection: close"))
    };
  }

  private byte[] chunked(byte[] order, String smuggled, String coding) {
    var body = (Integer.toHexString(order.length) + "\r\n").getBytes(UTF_8);
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(body);
    whole.writeBytes(order);
    whole.writeBytes(("\r\n0\r\n\r\n" + smuggled).getBytes(UTF_8));
    return postLines(
        whole.toByteArray(), "Content-Type: application/json", "Transfer-Encoding: " + coding);
  }

  private byte[] chunks(String chunks) {
    return unsized(chunks.getBytes(UTF_8), "Transfer-Encoding: chunked");
  }

  private byte[] unsized(byte[] order, String length) {
    return RawHttp.request(
        order,
        "POST /v1/orders HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer " + token,
        "Content-Type: application/json",
        "Connection: close",
        length);
  }

  private static String twoIds() {
    var order = Orders.good().toString();
    return order.replaceFirst("\\{", "{\"orderId\":\"" + UUID.randomUUID() + "\",");
  }

  private static String pieces(String number) {
    return Orders.good().toString().replace("\"quantity\":1", "\"quantity\":" + number);
  }

  /** As many bytes as the queue takes; the customer's name comes on top. */
  private static byte[] fullMessage() {
    var lines = manyLines(6_380);
    var full = Orders.good();
    full.set("lines", order(lines).path("lines"));
    var room = QUEUE_LIMIT - full.put("note", "").toString().length();
    assertThat(room).isBetween(0, 500);
    return full.put("note", "x".repeat(room)).toString().getBytes(UTF_8);
  }

  private static JsonNode order(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each line has 40 bytes and a comma. */
  private static byte[] manyLines(int count) {
    var order = Orders.good();
    var lines = order.putArray("lines");
    for (var i = 0; i < count; i++) {
      lines.addObject().put("sku", "FILTER-PAPER-1000").put("quantity", 1);
    }
    return order.toString().getBytes(UTF_8);
  }

  private static String nested(String order, String open, String close, int depth) {
    var deep = open.repeat(depth) + "1" + close.repeat(depth);
    return order.replace("\"" + MARK + "\"", deep);
  }

  private static byte[] padded(String order, int length) {
    var padded = new byte[length];
    Arrays.fill(padded, (byte) ' ');
    var bytes = order.getBytes(UTF_8);
    System.arraycopy(bytes, 0, padded, length - bytes.length, bytes.length);
    return padded;
  }

  private static byte[] bytes(String text, Charset charset) {
    return text.getBytes(charset);
  }

  /** The marked text with the given bytes in place of the mark. */
  private static byte[] replaced(byte[] text, String hex) {
    var hexText = HexFormat.of().formatHex(text);
    var mark = HexFormat.of().formatHex(MARK.getBytes(UTF_8));
    return HexFormat.of().parseHex(hexText.replace(mark, hex));
  }

  private static byte[] gzip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  private static String worst() {
    return "A-".repeat(2000) + "!";
  }

  private static String swapped(String[] token, String payload) {
    return token[0] + "." + payload + "." + token[2];
  }

  private static String hs256(String header) {
    return encode(
        new String(Base64.getUrlDecoder().decode(header), UTF_8).replace("RS256", "HS256"));
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String hmac(String text, String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec((secret + "\0").getBytes(UTF_8), "HmacSHA256"));
      var signature = mac.doFinal(text.getBytes(UTF_8));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode line(ObjectNode order) {
    return (ObjectNode) order.at("/lines/0");
  }

  private static ObjectNode address(ObjectNode order) {
    return (ObjectNode) order.get("shippingAddress");
  }
}

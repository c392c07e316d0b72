package com.example.orders.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import localcloud.aws.AwsAnswer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a client sends is the client's fault: no answer is a 5xx. Each seed spoils requests of
 * every method, in their numbers, nesting, lengths, encodings, headers and chunks.
 */
class OddRequestsTest {
  private static final int REQUESTS = 150;
  private static final List<String> NUMBERS =
      List.of("1e99999999999", "-1e999999999", "1e-99999999999", "0.0e0", "1E400", "9".repeat(999));
  private static final List<String> TEXTS =
      List.of(
          "\\ud800", "\\u0000", "\ufeff", "\"}},{", "$util.x()", "#set(", "%zz", "'\\''", "é🚀");
  private static final List<String> HEADERS =
      List.of(
          "Content-Length: 5, 6",
          "Content-Length: 99999999999999999999",
          "Content-Length: -1",
          "Transfer-Encoding: gzip",
          "Content-Type: ;;;",
          "Content-Type: application/json; charset=",
          "Accept: application/problem+json;q=x",
          "Authorization: Bearer a.b.c",
          "Authorization: AWS4-HMAC-SHA256 Credential=a/b/c",
          "If-None-Match: \"\"\"",
          "Expect: 200-ok",
          "Upgrade: x",
          "Connection: nothing",
          "X-Odd: \u00ff\u00fe");

  private static ServedOrdersApi api;

  @BeforeAll
  static void start() {
    api = new ServedOrdersApi();
    api.backendAnswers(
        call -> AwsAnswer.json(call.service().equals("lambda") ? "{\"statusCode\":200}" : "{}"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  static LongStream seeds() {
    return LongStream.of(20261129, new Random().nextLong());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neverEndInAnErrorOfTheServer(long seed) throws IOException {
    var random = new Random(seed);
    for (var i = 0; i < REQUESTS; i++) {
      var request = request(random);
      assertThat(exchange(request))
          .as("request %d of seed %d: %s", i, seed, new String(request, ISO_8859_1))
          .doesNotStartWith("HTTP/1.1 5")
          .doesNotContain("Exception", "\tat ");
    }
  }

  private static byte[] request(Random random) {
    var body = spoiled(ServedOrdersApi.ORDER, random).getBytes(UTF_8);
    if (random.nextInt(4) == 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt();
    }
    var lines = new ArrayList<String>();
    lines.add(one(List.of("POST", "GET", "DELETE", "PUT", "BREW"), random) + target(random));
    lines.add("Host: localhost");
    lines.add("Connection: close");
    if (random.nextInt(8) != 0) {
      lines.add("Authorization: Bearer " + api.token());
      lines.add("Content-Type: application/json");
    }
    var chunked = random.nextInt(4) == 0;
    lines.add(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
    for (var extra = random.nextInt(3); extra > 0; extra--) {
      lines.add(1 + random.nextInt(lines.size()), one(HEADERS, random));
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
    if (chunked) {
      var size = one(List.of(Integer.toHexString(body.length), "x", "-1", "fffffffff"), random);
      request.writeBytes((size + "\r\n").getBytes(ISO_8859_1));
    }
    request.writeBytes(body);
    request.writeBytes((chunked ? "\r\n0\r\n\r\n" : "").getBytes(ISO_8859_1));
    return request.toByteArray();
  }

  private static String target(Random random) {
    var path =
        one(
            List.of("/v1/orders", "/v1/orders/" + ServedOrdersApi.ORDER_ID, "/v1/orders/", "/v1"),
            random);
    var odd =
        one(List.of("", "%00", "%zz", "%ff", "\"", "?limit=%zz&&=", "?cursor", "/..;"), random);
    return " " + path + odd + " HTTP/1.1";
  }

  private static String spoiled(String order, Random random) {
    var spoiled = order;
    for (var times = random.nextInt(3); times > 0; times--) {
      spoiled =
          switch (random.nextInt(5)) {
            case 0 -> spoiled.replace("\"quantity\":2", "\"quantity\":" + one(NUMBERS, random));
            case 1 -> spoiled.replace("\"Ada\"", "\"" + one(TEXTS, random) + "\"");
            case 2 -> spoiled.replace("\"Ada\"", nested(random));
            case 3 -> spoiled.substring(0, 1 + random.nextInt(spoiled.length() - 1));
            default -> spoiled.replace("\"EUR\"", "\"" + "E".repeat(random.nextInt(70_000)) + "\"");
          };
    }
    return spoiled;
  }

  private static String nested(Random random) {
    var depth = 1 + random.nextInt(2_000);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static String exchange(byte[] request) throws IOException {
    try (var socket = new Socket("127.0.0.1", api.port())) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (SocketException e) {
        return ""; // refused and closed before all was read
      }
    }
  }
}

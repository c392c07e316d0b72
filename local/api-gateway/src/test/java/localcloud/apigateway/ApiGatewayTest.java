package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import localcloud.aws.AwsAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP server, spoken to byte by byte, as a hostile client would. */
class ApiGatewayTest {
  private static final String DEFINITION =
      """
      {"openapi":"3.0.1","paths":{"/echo":{
        "post":{"responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock",
          "requestTemplates":{"application/json":"#set($context.requestOverride.path.b = $input.body){\\"statusCode\\":200}"},
          "responses":{"default":{"statusCode":"200","responseTemplates":{"text/plain":"$context.requestOverride.path.b"}}}}},
        "get":{"responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock",
          "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
          "responses":{"default":{"statusCode":"200","responseTemplates":{"text/plain":"$context.domainName $context.identity.sourceIp $context.path"}}}}}}}}
      """;

  private ApiGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = start(0);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void answersWithARequestId() throws IOException {
    var answer =
        exchange("POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");

    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("x-amzn-requestid: ")
        .endsWith("\r\n\r\nhi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 30\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: x\r\n",
        "Content-Length: -1\r\n"
      })
  void refusesTwoLengthsAndServesNothingThatFollows(String lengths) throws IOException {
    var answer =
        exchange(
            "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\n"
                + lengths
                + "\r\nhiGET /v1/echo HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: a\r\n\r\n",
        "GET /v1/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /v1/\"<script> HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void answersAMalformedRequestWithAPlainError(String request) throws IOException {
    var answer = exchange(request);

    assertThat(answer).doesNotContain("HTTP/1.1 200", "\tat ", "<script>");
    assertThat(answer).containsPattern("^(HTTP/1.1 4|$)");
  }

  @Test
  void readsABodyOfTenMegabytesAndNotOneByteMore() throws IOException {
    var limit = 10 * 1024 * 1024;

    assertThat(exchange(post("x".repeat(limit)))).startsWith("HTTP/1.1 200");
    assertThat(exchange(post("x".repeat(limit + 1)))).startsWith("HTTP/1.1 413");
  }

  @Test
  void believesNoForwardedHeaders() throws IOException {
    var answer =
        exchange(
            "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Host: evil.example\r\n\r\n");

    assertThat(answer).endsWith("localhost 127.0.0.1 /v1/echo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: localhost\r\nOrigin: http://evil.example\r\n",
        "Host: 127.0.0.1:3000\r\nOrigin: null\r\n",
        "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"
      })
  void servesNoWebPageOfAnotherHost(String headers) throws IOException {
    var token = "POST /_local/token?customer=acme HTTP/1.1\r\n" + headers;

    assertThat(exchange(token + "Content-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("token of");
  }

  @Test
  void servesAPageOfThisMachine() throws IOException {
    assertThat(
            exchange(
                "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void refusesHeadersThatAreLargerThanApiGatewaysQuota() throws IOException {
    var head = "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nX-Large: ";

    assertThat(exchange(head + "x".repeat(10_000) + "\r\n\r\n")).startsWith("HTTP/1.1 200");
    assertThat(exchange(head + "x".repeat(10_240) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .endsWith("HTTP header is larger than 10240 bytes.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\nhi\r\n0\r\n\r\n", "-1\r\nhi", "2\r\nhiX", "fffffffff\r\nhi\r\n"})
  void refusesChunksThatAreNone(String chunks) throws IOException {
    assertThat(
            exchange(
                "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void readsChunks() throws IOException {
    assertThat(
            exchange(
                "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nhi\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .endsWith("hi");
  }

  /** The rest never comes, but the connection stays open. */
  @Test
  void waitsForABodyOnlySoLong() throws IOException {
    try (var socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhi"
                  .getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void servesTheCallersOwnRoutesBesideTheApi() throws IOException {
    assertThat(
            exchange(
                "POST /_local/token?customer=acme HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .endsWith("\r\n\r\ntoken of acme");
    assertThat(exchange("GET /_local/other HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void answersWhenARouteFails() throws IOException {
    assertThat(exchange("GET /_local/broken HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 500")
        .doesNotContain("broken");
  }

  @Test
  void sendsALineForEachValueOfAHeader() throws IOException {
    assertThat(exchange("GET /_local/cookies HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .contains("Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n");
  }

  @Test
  void readsOnlySoManyHeaders() throws IOException {
    var head = "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(exchange(head + "a: b\r\n".repeat(190) + "\r\n")).startsWith("HTTP/1.1 200");
    assertThat(exchange(head + "a: b\r\n".repeat(210) + "\r\n")).startsWith("HTTP/1.1 4");
  }

  @Test
  void listensOnLoopbackOnly() throws IOException {
    var own = InetAddress.getLocalHost();
    if (own.isLoopbackAddress()) {
      return; // this machine has no other address to try
    }
    assertThatThrownBy(() -> new Socket(own, gateway.port()).close())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void saysThatThePortIsTaken() {
    assertThatThrownBy(() -> start(gateway.port()).close()).isInstanceOf(BindException.class);
  }

  @Test
  void takesItsPortAgainAtOnce() throws IOException {
    var port = gateway.port();
    try (var socket = new Socket("127.0.0.1", port)) {
      var request = "GET /v1/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
    gateway.close();

    gateway = start(port);

    assertThat(gateway.port()).isEqualTo(port);
  }

  private static String post(String body) {
    return "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static ApiGateway start(int port) throws IOException {
    return ApiGateway.start(
        ApiSettings.of(port, "us-east-1", "000000000000", "v1"),
        new ObjectMapper().readTree(DEFINITION),
        call -> AwsAnswer.json("{}"),
        new Trust(
            (arn, token) -> Optional.empty(), IamCallers.none(), "us-east-1", Clock.systemUTC()),
        Gate.OPEN,
        RequestLog.NONE,
        Map.of(
            "token",
            request ->
                ApiResponse.text(200, "token of " + request.queryParameters().get("customer")),
            "cookies",
            request ->
                new ApiResponse(
                    200, Map.of(), Map.of("Set-Cookie", List.of("a=1", "b=2")), new byte[0]),
            "broken",
            request -> {
              throw new IllegalStateException("broken");
            }));
  }

  /** Sends the bytes, then reads until the server closes or has been silent for a moment. */
  private String exchange(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.shutdownOutput();
      } catch (SocketException closed) {
        // The server may refuse before it has read everything.
      }
      var answer = new StringBuilder();
      try {
        var buffer = new byte[65536];
        for (var n = 0; (n = socket.getInputStream().read(buffer)) > 0; ) {
          answer.append(new String(buffer, 0, n, ISO_8859_1));
        }
      } catch (SocketException reset) {
        // likewise
      }
      return answer.toString();
    }
  }
}

package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;
import localcloud.aws.Caller;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PayloadTooLargeException;

/** A WebSocket API with clients of the JDK, of the SDK and with bare bytes. */
class WebSocketServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "arn:aws:iam::000000000000:root";
  private static final AwsAnswer OK = AwsAnswer.json("{\"statusCode\":200}");
  private static final AccessKey KEY =
      new AccessKey(
          "ASIAPUSH",
          "a secret",
          "a token",
          "arn:aws:iam::000000000000:role/push",
          "arn:aws:sts::000000000000:assumed-role/push/local",
          "AROA1:local",
          Instant.MAX);

  private final Map<String, Function<JsonNode, AwsAnswer>> functions = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final List<AwsCall> managed = new CopyOnWriteArrayList<>();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong minutes = new AtomicLong();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final WebSocketApis apis = new WebSocketApis();
  private Map<String, Throttling> throttling = Map.of();
  private WebSocketLimits limits = WebSocketLimits.USUAL;
  private WebSocketServer server;

  @AfterEach
  void close() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void aClientIsConnectedAndSentMessagesUntilItGoes() throws Exception {
    serve("$connect", "$disconnect");
    var client = connect("?ticket=t%201&a=1&a=2");

    var event = events.getFirst();
    assertThat(event.at("/queryStringParameters/ticket").asText()).isEqualTo("t 1");
    assertThat(event.at("/multiValueQueryStringParameters/a")).hasSize(2);
    assertThat(event.at("/headers/Sec-WebSocket-Version").asText()).isEqualTo("13");
    assertThat(event.at("/multiValueHeaders/Sec-WebSocket-Version/0").asText()).isEqualTo("13");
    assertThat(event.path("headers").has("Upgrade")).isFalse();
    assertThat(event.path("multiValueHeaders").has("Upgrade")).isFalse();
    assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
    var context = event.path("requestContext");
    assertThat(context.path("routeKey").asText()).isEqualTo("$connect");
    assertThat(context.path("eventType").asText()).isEqualTo("CONNECT");
    assertThat(context.path("messageDirection").asText()).isEqualTo("IN");
    assertThat(context.path("stage").asText()).isEqualTo("live");
    assertThat(context.path("apiId").asText()).isEqualTo("abc123");
    assertThat(context.path("domainName").asText()).isEqualTo("127.0.0.1:" + server.port());
    assertThat(context.at("/identity/sourceIp").asText()).isEqualTo("127.0.0.1");
    var id = context.path("connectionId").asText();
    assertThat(id).matches("[A-Za-z0-9_-]{15}=");

    try (var sdk = sdk()) {
      sdk.postToConnection(post -> post.connectionId(id).data(SdkBytes.fromUtf8String("hé €")));
      assertThat(client.next()).isEqualTo("hé €");
      var facts = sdk.getConnection(get -> get.connectionId(id));
      assertThat(facts.connectedAt().toEpochMilli())
          .isEqualTo(context.path("connectedAt").asLong());
      assertThat(facts.lastActiveAt()).isAfterOrEqualTo(facts.connectedAt());
      assertThat(facts.identity().sourceIp()).isEqualTo("127.0.0.1");
      sdk.deleteConnection(delete -> delete.connectionId(id));
    }

    assertThat(client.closed()).isEqualTo(1000);
    var gone = eventually("$disconnect");
    assertThat(gone.path("connectionId").asText()).isEqualTo(id);
    assertThat(gone.path("eventType").asText()).isEqualTo("DISCONNECT");
    assertThat(gone.path("disconnectStatusCode").asInt()).isEqualTo(1000);
    assertThat(gone.path("connectedAt")).isEqualTo(context.path("connectedAt"));
    assertThat(messages).hasValue(1);
    assertThat(minutes).hasValue(1);
    assertThat(managed).extracting(AwsCall::principal).containsOnly(ROOT);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 429, 500, 503})
  void theStatusOfTheFunctionIsTheHandshakes(int status) {
    serve("$connect", "$disconnect");
    functions.put("$connect", event -> AwsAnswer.json("{\"statusCode\":" + status + "}"));

    assertThat(refusal("")).isEqualTo(status);
    assertThat(events).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"statusCode\":\"no\"} | '' | 502",
        "200 | {} | '' | 502",
        "200 | null | '' | 502",
        "200 | {\"statusCode\":100} | '' | 502",
        "200 | {\"errorMessage\":\"x\"} | Unhandled | 502",
        "429 | {} | '' | 502",
        "403 | {} | '' | 500",
      })
  void aFunctionThatFailsRefusesTheHandshake(int status, String body, String error, int refusal) {
    serve("$connect");
    var headers =
        error.isEmpty() ? Map.<String, String>of() : Map.of("x-amz-function-error", error);
    functions.put("$connect", event -> new AwsAnswer(status, headers, body.getBytes(UTF_8)));

    assertThat(refusal("")).isEqualTo(refusal);
  }

  @Test
  void nobodyIsConnectedBeforeTheFunctionHasSaidSo() throws Exception {
    serve("$connect");
    var early = new CopyOnWriteArrayList<Integer>();
    functions.put(
        "$connect",
        event -> {
          early.add(statusOfPost(id(event), "early"));
          return OK;
        });

    var client = connect("");

    assertThat(early).containsExactly(410);
    assertThat(statusOfPost(id(events.getFirst()), "late")).isEqualTo(200);
    assertThat(client.next()).isEqualTo("late");
  }

  @Test
  void aRefusedClientCannotBeSentAnything() {
    serve("$connect");
    functions.put("$connect", event -> AwsAnswer.json("{\"statusCode\":401}"));

    assertThat(refusal("")).isEqualTo(401);

    try (var sdk = sdk()) {
      var id = id(events.getFirst());
      assertThatThrownBy(() -> sdk.getConnection(get -> get.connectionId(id)))
          .isInstanceOf(GoneException.class);
    }
  }

  @Test
  void withoutARouteEveryoneMayConnect() throws Exception {
    serve("send");
    var client = connect("");

    client.send("{\"action\":\"send\",\"text\":\"hi\"}");

    assertThat(eventually("send").path("messageId").asText()).isNotEmpty();
    assertThat(events.getFirst().path("body").asText()).contains("hi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{\"action\":\"other\"}",
        "{\"action\":\"$connect\"}",
        "{\"action\":\"$disconnect\"}",
        "{}",
        "[1]"
      })
  void whatSelectsNoRouteIsAnsweredByTheApi(String message) throws Exception {
    serve("$connect", "$disconnect", "send");
    var client = connect("");

    client.send(message);

    var answer = JSON.readTree(client.next());
    assertThat(answer.path("message").asText()).isEqualTo("Forbidden");
    assertThat(answer.path("connectionId").asText()).isEqualTo(id(events.getFirst()));
    assertThat(events).hasSize(1);
    client.send("{\"action\":\"send\"}");
    assertThat(eventually("send").path("eventType").asText()).isEqualTo("MESSAGE");
  }

  @Test
  void whatSelectsNoRouteGoesToTheDefaultOne() throws Exception {
    serve("$default");

    connect("").send("no JSON");

    assertThat(eventually("$default").path("routeKey").asText()).isEqualTo("$default");
  }

  @Test
  void theClientLearnsThatItsMessageFailed() throws Exception {
    serve("send");
    functions.put("send", event -> new AwsAnswer(500, Map.of(), new byte[0]));
    var client = connect("");

    client.send("{\"action\":\"send\"}");

    assertThat(client.next()).contains("\"message\":\"Internal server error\"");
  }

  @Test
  void aMessageOfManyFramesIsTakenWhole() throws Exception {
    serve("$default");
    var client = connect("");

    client.send("a".repeat(40 * 1024), 16 * 1024);

    eventually("$default");
    assertThat(events.getFirst().path("body").asText()).hasSize(40 * 1024);
    assertThat(messages).hasValue(2);
  }

  @Test
  void aMessageOver128KbEndsTheConnection() throws Exception {
    serve("$default", "$disconnect");
    var client = connect("");

    client.send("a".repeat(129 * 1024), 16 * 1024);

    assertThat(client.closed()).isEqualTo(1009);
    assertThat(eventually("$disconnect").path("disconnectStatusCode").asInt()).isEqualTo(1009);
    assertThat(events).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"32768, 0", "32769, 1009"})
  void aFrameOver32KbEndsTheConnection(int bytes, int status) throws Exception {
    serve("$default");
    functions.put("$default", event -> new AwsAnswer(500, Map.of(), new byte[0]));
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(handshake().getBytes(ISO_8859_1));
      var in = new DataInputStream(socket.getInputStream());
      assertThat(head(in)).startsWith("HTTP/1.1 101");
      var frame = ByteBuffer.allocate(14 + bytes).put((byte) 0x81).put((byte) (0x80 | 127));
      frame.putLong(bytes).putInt(0); // a mask of zeros changes nothing
      socket.getOutputStream().write(frame.array());
      var first = in.readUnsignedByte();
      if (status == 0) { // a text: what the API says of the function's failure
        assertThat(first).isEqualTo(0x81);
      } else {
        assertThat(first).isEqualTo(0x88);
        in.readUnsignedByte();
        assertThat(in.readUnsignedShort()).isEqualTo(status);
      }
    }
  }

  @Test
  void binaryFramesEndTheConnection() throws Exception {
    serve("$default");
    var client = connect("");

    client.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();

    assertThat(client.closed()).isEqualTo(1003);
  }

  @Test
  void aLongMessageArrivesWholeInFramesOf32Kb() throws Exception {
    serve("$connect");
    var client = connect("");
    var text = "aé€😀".repeat(12 * 1024);

    assertThat(statusOfPost(id(events.getFirst()), text)).isEqualTo(200);

    assertThat(client.next()).isEqualTo(text);
    assertThat(messages).hasValue(4);
    for (var part : new Frames(text)) {
      assertThat(part.text().getBytes(UTF_8).length).isBetween(1, WebSocketLimits.FRAME);
    }
  }

  @Test
  void aMessageTooLongIsNotSent() throws Exception {
    serve("$connect");
    connect("");
    try (var sdk = sdk()) {
      var data = SdkBytes.fromUtf8String("a".repeat(128 * 1024 + 1));
      var id = id(events.getFirst());
      assertThatThrownBy(() -> sdk.postToConnection(post -> post.connectionId(id).data(data)))
          .isInstanceOf(PayloadTooLargeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"AAAAAAAAAAAAAAA=, 410", "nobody, 400", "a%2Fb, 400", "x, 400"})
  void tellsWhatIsNoIdFromWhoIsGone(String id, int status) {
    serve("$connect");

    assertThat(statusOfPost(id, "hi")).isEqualTo(status);
  }

  @Test
  void knowsTheKeysOfFunctions() throws Exception {
    serve("$connect");
    var client = connect("");
    var id = id(events.getFirst());

    assertThat(statusOfPost(id, "mine", key("a secret"))).isEqualTo(200);
    assertThat(client.next()).isEqualTo("mine");
    assertThat(managed.getFirst().principal()).isEqualTo(KEY.role());
    assertThat(managed.getFirst().caller().resource()).isEqualTo("function-of-ASIAPUSH");
    assertThat(ManagementCall.of(managed.getFirst()).orElseThrow().resource())
        .isEqualTo("abc123/live/POST/@connections/" + id);

    assertThat(statusOfPost(id, "forged", key("another secret"))).isEqualTo(403);
    assertThat(statusOfPost(id, "forged", AwsBasicCredentials.create(KEY.id(), KEY.secret())))
        .isEqualTo(403);
    assertThat(managed).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /live/@connections/AAAAAAAAAAAAAAA= | Host: localhost | 403",
        "GET /live | Host: localhost | 426",
        "GET /other | Host: localhost | 403",
        "GET /live/more | Host: localhost | 403",
        "GET /live | Host: evil.example | 403",
        "GET /live?ticket=%zz | Host: localhost | 426",
      })
  void whatIsNoHandshakeIsRefused(String request, String header, int status) throws IOException {
    serve("$connect");

    assertThat(statusOf(request + " HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n"))
        .isEqualTo(status);
    assertThat(managed).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"http://evil.example, 403", "null, 403", "http://localhost:8080, 101"})
  void pagesOfOtherHostsAreKeptOut(String origin, int status) throws IOException {
    serve("$connect");

    assertThat(statusOf(handshake().replace("\r\n\r\n", "\r\nOrigin: " + origin + "\r\n\r\n")))
        .isEqualTo(status);
    assertThat(events).hasSize(status == 101 ? 1 : 0);
  }

  @Test
  void aHandshakeOfAnotherVersionDoesNotReachTheFunction() throws IOException {
    serve("$connect");

    assertThat(statusOf(handshake().replace("Version: 13", "Version: 12"))).isBetween(400, 499);
    assertThat(events).isEmpty();
  }

  @Test
  void theStageThrottlesHandshakesAndMessages() throws Exception {
    throttling = Map.of("$connect", new Throttling(0.001, 1), "*", new Throttling(0.001, 2));
    serve("$connect", "$default");
    var client = connect("");

    assertThat(refusal("")).isEqualTo(429);
    for (var i = 0; i < 3; i++) {
      client.send("hi");
    }
    assertThat(client.next()).contains("\"message\":\"Too Many Requests\"");
    await().until(() -> events.size() == 3);
  }

  @Test
  void aFloodOfHandshakesLeavesTheOthersAlone() throws Exception {
    limits = new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), 40);
    serve("$connect");
    var first = connect("");
    var id = id(events.getFirst());

    var outcomes = IntStream.range(0, 120).parallel().map(i -> refusalOrZero()).boxed().toList();

    assertThat(outcomes).containsOnly(0, 429).contains(429);
    assertThat(statusOfPost(id, "still here")).isEqualTo(200);
    assertThat(first.next()).isEqualTo("still here");
  }

  @ParameterizedTest
  @CsvSource({"PT0.2S, PT1H", "PT1H, PT0.2S"})
  void idleAndOldConnectionsEnd(Duration idle, Duration life) throws Exception {
    limits = new WebSocketLimits(idle, life, 10);
    serve("$connect", "$disconnect");

    assertThat(connect("").closed()).isEqualTo(1001);
    assertThat(eventually("$disconnect").path("disconnectStatusCode").asInt()).isEqualTo(1001);
  }

  @Test
  void aClientThatVanishesIsGone() throws Exception {
    serve("$connect", "$disconnect");
    var client = connect("");

    client.socket().abort();

    assertThat(eventually("$disconnect").path("disconnectStatusCode").asInt()).isEqualTo(1006);
    assertThat(statusOfPost(id(events.getFirst()), "hello?")).isEqualTo(410);
  }

  @Test
  void theFunctionChoosesTheSubprotocol() {
    serve("$connect");
    functions.put(
        "$connect",
        event ->
            AwsAnswer.json("{\"statusCode\":200,\"headers\":{\"Sec-WebSocket-Protocol\":\"v1\"}}"));

    var client = SocketClient.connect(url(""), "v1");
    opened.add(client.socket()::abort);

    assertThat(client.socket().getSubprotocol()).isEqualTo("v1");
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    serve("$connect");
    var taken = server.port();

    assertThatThrownBy(() -> start(taken, "$connect")).isInstanceOf(IOException.class);
  }

  private void serve(String... routes) {
    try {
      server = start(0, routes);
      opened.add(server);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private WebSocketServer start(int port, String... routes) throws IOException {
    var definition = JsonNodeFactory.instance.objectNode();
    definition.put("routeSelectionExpression", "$request.body.action");
    for (var route : routes) {
      definition
          .withObjectProperty("routes")
          .putObject(route)
          .put(
              "uri",
              "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:f/invocations");
    }
    var settings =
        new ApiSettings(port, "us-east-1", "000000000000", "abc123", "live", Map.of(), throttling);
    return WebSocketServer.start(
        settings, limits, definition, this::invoke, apis, usage(), management());
  }

  private AwsAnswer invoke(AwsCall call) {
    var event = call.json();
    events.add(event);
    var route = event.at("/requestContext/routeKey").asText();
    assertThat(call.caller().source()).isEqualTo("/" + route);
    return functions.getOrDefault(route, any -> OK).apply(event);
  }

  private WebSocketUsage usage() {
    return new WebSocketUsage() {
      @Override
      public void messages(long parts) {
        messages.addAndGet(parts);
      }

      @Override
      public void connectionMinutes(long begun) {
        minutes.addAndGet(begun);
      }
    };
  }

  private ManagementRequests management() {
    var signers =
        new Signers() {
          @Override
          public Optional<AccessKey> key(String accessKeyId, String sessionToken) {
            return Optional.of(KEY).filter(key -> key.id().equals(accessKeyId));
          }

          @Override
          public Caller caller(String accessKeyId, String sessionToken) {
            return Caller.of("function-of-" + accessKeyId, () -> "");
          }
        };
    var trust =
        new Trust((pool, token) -> Optional.empty(), IamCallers.none(), "us-east-1", clock());
    return new ManagementRequests(recorded(), trust, signers, ROOT);
  }

  private static Clock clock() {
    return Clock.systemUTC();
  }

  private AwsService recorded() {
    return call -> {
      managed.add(call);
      try {
        return apis.answer(call);
      } catch (AwsException e) { // as the account does
        return new AwsAnswer(e.status(), Map.of("x-amzn-errortype", e.code()), new byte[0]);
      }
    };
  }

  private URI url(String query) {
    return URI.create("ws://127.0.0.1:" + server.port() + "/live" + query);
  }

  private SocketClient connect(String query) {
    var client = SocketClient.connect(url(query));
    opened.add(client.socket()::abort);
    return client;
  }

  private int refusal(String query) {
    return catchThrowableOfType(SocketClient.Refused.class, () -> connect(query)).status();
  }

  private int refusalOrZero() {
    try {
      SocketClient.connect(url(""));
      return 0;
    } catch (SocketClient.Refused e) {
      return e.status();
    }
  }

  private static String id(JsonNode event) {
    return event.at("/requestContext/connectionId").asText();
  }

  /** The request context of the first event of a route. */
  private JsonNode eventually(String route) {
    return await()
        .until(
            () ->
                events.stream()
                    .map(event -> event.path("requestContext"))
                    .filter(context -> context.path("routeKey").asText().equals(route))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private ApiGatewayManagementApiClient sdk() {
    return sdk(AwsBasicCredentials.create("local", "local"));
  }

  private static AwsCredentials key(String secret) {
    return AwsSessionCredentials.create(KEY.id(), secret, KEY.sessionToken());
  }

  private ApiGatewayManagementApiClient sdk(AwsCredentials credentials) {
    return ApiGatewayManagementApiClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.port() + "/live"))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private int statusOfPost(String id, String text) {
    return statusOfPost(id, text, AwsBasicCredentials.create("local", "local"));
  }

  private int statusOfPost(String id, String text, AwsCredentials credentials) {
    try (var sdk = sdk(credentials)) {
      return sdk.postToConnection(post -> post.connectionId(id).data(SdkBytes.fromUtf8String(text)))
          .sdkHttpResponse()
          .statusCode();
    } catch (ApiGatewayManagementApiException e) {
      return e.statusCode();
    }
  }

  private String handshake() {
    return """
        GET /live HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """
        .replace("\n", "\r\n");
  }

  private int statusOf(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return Integer.parseInt(head(new DataInputStream(socket.getInputStream())).split(" ")[1]);
    }
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readByte());
    }
    return head.toString(ISO_8859_1);
  }

  /** Patient enough for a busy machine. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}

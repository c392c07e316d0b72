package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import localcloud.aws.AwsAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP endpoints behind the methods of an API. */
class HttpIntegrationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> received = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("X-A"),
                      new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
          var body = "{\"teapot\":true}".getBytes(UTF_8);
          exchange.getResponseHeaders().add("X-Back", "yes");
          exchange.sendResponseHeaders(418, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aProxyOfARestApiHandsRequestAndAnswerOn() {
    var api =
        rest(
            "'type':'http_proxy','httpMethod':'ANY','uri':'%s/pets/{proxy}','requestParameters':{"
                + "'integration.request.path.proxy':'method.request.path.proxy',"
                + "'integration.request.header.X-A':\"'set'\"}");

    var answer = api.answer(request("PUT", "/v1/a/b%20c/d", "q=1&q=2", "body"));

    assertThat(received).containsExactly("PUT /pets/b%20c/d?q=1&q=2 set body");
    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.text()).isEqualTo("{\"teapot\":true}");
    assertThat(answer.multiValueHeaders()).containsEntry("x-back", List.of("yes"));
  }

  @Test
  void aMappedIntegrationOfARestApiChoosesItsAnswerByTheStatus() {
    var api =
        rest(
            "'type':'http','httpMethod':'POST','uri':'%s/pets','requestTemplates':{"
                + "'application/json':'mapped'},'responses':{'default':{'statusCode':'200'},"
                + "'418':{'statusCode':'404'}}");

    var answer = api.answer(request("PUT", "/v1/a/b", "", "{}"));

    assertThat(received).containsExactly("POST /pets null mapped");
    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void aProxyOfAnHttpApiFillsItsVariables() {
    var api =
        http(
            "'type':'http_proxy','httpMethod':'ANY','uri':'%s/{proxy}',"
                + "'payloadFormatVersion':'1.0','connectionType':'INTERNET'");

    var answer = api.answer(request("DELETE", "/a/b/c", "x=y", ""));

    assertThat(received).containsExactly("DELETE /b/c?x=y client ");
    assertThat(answer.status()).isEqualTo(418);
  }

  @Test
  void anEndpointThatIsNotThereIsAFailure() {
    var integration = "'type':'http_proxy','httpMethod':'GET','uri':'%s/x'";
    var rest = rest(integration);
    var http = http(integration + ",'payloadFormatVersion':'1.0'");
    server.stop(0);

    var answer = rest.answer(request("GET", "/v1/a/b", "", ""));
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.text())
        .isEqualTo("{\"message\":\"Network error communicating with endpoint\"}");
    assertThat(http.answer(request("GET", "/a/b", "", "")).status()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'type':'http_proxy','httpMethod':'GET','uri':'x' | must begin with http",
        "'type':'http_proxy','httpMethod':'GET','uri':'http://x','connectionType':'VPC_LINK' | no VPC",
        "'type':'http_proxy','uri':'http://x' | missing",
        "'type':'aws_proxy','integrationSubtype':'SQS-SendMessage','payloadFormatVersion':'1.0' |"
            + " take a function",
      })
  void whatCannotRunIsRefused(String integration, String problem) {
    assertThatThrownBy(() -> http(integration)).hasMessageContaining(problem);
  }

  @Test
  void binaryBodiesGoInBase64BothWays() {
    var definition =
        definition(
            "'type':'aws_proxy','httpMethod':'POST','uri':'arn:aws:apigateway:us-east-1:lambda:path/"
                + "2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations'");
    ((ObjectNode) definition).putArray(BinaryMedia.EXTENSION).add("image/png");
    var events = new ArrayList<JsonNode>();
    var api =
        new RestApi(
            ApiSettings.of(0, "us-east-1", "000000000000", "v1"),
            definition,
            call -> {
              events.add(json(new String(call.body(), UTF_8)));
              return AwsAnswer.json(
                  "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"/w==\"}");
            },
            trust());
    var bytes = new byte[] {(byte) 0xff};

    var png = Map.of("Content-Type", List.of("image/png"), "Accept", List.of("image/png,*/*"));
    var decoded = api.answer(new ApiRequest("PUT", "/v1/a/b", "", png, bytes, "127.0.0.1"));
    var json = Map.of("Accept", List.of("text/html"));
    var kept =
        api.answer(new ApiRequest("PUT", "/v1/a/b", "", json, "{}".getBytes(UTF_8), "127.0.0.1"));

    assertThat(decoded.body()).isEqualTo(bytes);
    assertThat(events.getFirst().path("body").asText()).isEqualTo("/w==");
    assertThat(events.getFirst().path("isBase64Encoded").booleanValue()).isTrue();
    assertThat(kept.text()).isEqualTo("/w==");
    assertThat(events.getLast().path("body").asText()).isEqualTo("{}");
    assertThat(events.getLast().path("isBase64Encoded").booleanValue()).isFalse();
  }

  private RestApi rest(String integration) {
    return new RestApi(
        ApiSettings.of(0, "us-east-1", "000000000000", "v1"),
        definition(integration),
        call -> AwsAnswer.json("{}"),
        trust());
  }

  private HttpApi http(String integration) {
    return new HttpApi(
        ApiSettings.of(0, "us-east-1", "000000000000", "$default"),
        definition(integration),
        call -> AwsAnswer.json("{}"),
        trust());
  }

  private JsonNode definition(String integration) {
    var base = "http://127.0.0.1:" + server.getAddress().getPort();
    return json(
        ("{'openapi':'3.0.1','paths':{'/a/{proxy+}':{'x-amazon-apigateway-any-method':{"
                + "'responses':{'200':{},'404':{}},'x-amazon-apigateway-integration':{"
                + integration.replace("%s", base)
                + "}}}}}")
            .replace("\"'set'\"", "^")
            .replace('\'', '"')
            .replace("^", "\"'set'\""));
  }

  private static Trust trust() {
    return new Trust(
        (arn, token) -> Optional.empty(), IamCallers.none(), "us-east-1", Clock.systemUTC());
  }

  private static ApiRequest request(String method, String path, String query, String body) {
    var headers = Map.of("X-A", List.of("client"), "Host", List.of("localhost"));
    return new ApiRequest(method, path, query, headers, body.getBytes(UTF_8), "127.0.0.1");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import localcloud.aws.AwsAnswer;
import org.junit.jupiter.api.Test;

/** Payload format 1.0 of an HTTP API, in what differs from a REST API. */
class HttpRouteTest {
  private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0x80};
  private static final String BINARY_BASE64 = "/wCA";

  private final List<String> events = new ArrayList<>();

  @Test
  void hasTheClaimsDirectlyUnderTheAuthorizer() throws Exception {
    var claims = Map.of("sub", "acme");
    var context =
        event(Map.of("authorizer", Map.of("jwt", Map.of("claims", claims, "scopes", List.of("a")))))
            .path("requestContext");

    assertThat(context.at("/authorizer/claims/sub").asText()).isEqualTo("acme");
    assertThat(context.at("/authorizer/scopes/0").asText()).isEqualTo("a");
    assertThat(context.path("authorizer").has("jwt")).isFalse();
    assertThat(context.has("routeKey")).isFalse();
    assertThat(context.path("resourcePath").asText()).isEqualTo("/files/{name}");
  }

  @Test
  void hasTheNamesOfTheAuthorizerWithoutAToken() throws Exception {
    var authorizer = event(Map.of()).at("/requestContext/authorizer");

    assertThat(authorizer).hasToString("{\"claims\":null,\"scopes\":null}");
  }

  @Test
  void handsABinaryBodyOverInBase64() throws Exception {
    var event = event(Map.of());

    assertThat(event.path("body").asText()).isEqualTo(BINARY_BASE64);
    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
  }

  @Test
  void decodesABinaryAnswer() {
    var answer = answer(Map.of());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BINARY);
  }

  private JsonNode event(Map<String, Object> context) throws Exception {
    answer(context);
    return new ObjectMapper().readTree(events.getLast());
  }

  private ApiResponse answer(Map<String, Object> more) {
    var answer = "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"" + BINARY_BASE64 + "\"}";
    var route =
        new HttpRoute(
            new Route("PUT", "/files/{name}"),
            null,
            new HttpLambdaIntegration(
                true,
                mapped -> {
                  events.add(mapped.body());
                  return new AwsAnswer(200, Map.of(), answer.getBytes(UTF_8));
                }));
    var headers = Map.of("Content-Type", List.of("application/octet-stream"));
    var request = new ApiRequest("PUT", "/files/a", "", headers, BINARY, "127.0.0.1");
    var context = new LinkedHashMap<String, Object>(more);
    context.put("routeKey", route.key());
    context.put("stage", "$default");
    var input = TemplateInput.ofRequest("", Map.of(), Map.of(), Map.of());
    return route.answer(
        new Integration.Call(
            request,
            "/files/{name}",
            Map.of("name", "a"),
            new Expressions(input, context, Map.of())));
  }
}

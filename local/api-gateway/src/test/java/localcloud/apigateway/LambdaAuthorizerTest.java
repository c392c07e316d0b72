package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lambda authorizers: what they are asked, and what comes of their answers. */
class LambdaAuthorizerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN = "arn:aws:execute-api:us-east-1:000000000000:abc123/";
  private static final String FUNCTION =
      "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
          + "arn:aws:lambda:us-east-1:000000000000:function:%s/invocations";
  private static final String TOKEN =
      "{\"type\":\"token\",\"identityValidationExpression\":\"secret-.*\"}";

  private final List<JsonNode> asked = new ArrayList<>();
  private final List<JsonNode> served = new ArrayList<>();
  private final List<AwsCall> calls = new ArrayList<>();
  private Function<JsonNode, String> guard = event -> policy("Allow", "*");
  private boolean isFailing;
  private Instant now = Instant.EPOCH;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  @Test
  void aTokenIsAskedForAndItsContextHandedOnAsTexts() {
    guard =
        event ->
            policy("Allow", event.path("methodArn").asText())
                .replaceFirst("}$", ",\"context\":{\"number\":1,\"flag\":true,\"text\":\"t\"}}");

    var answer = rest(TOKEN).answer(request("/v1/a/7", "authorization", "secret-1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked)
        .containsExactly(
            json(
                "{'type':'TOKEN','methodArn':'%sv1/GET/a/7','authorizationToken':'secret-1'}"
                    .formatted(ARN)));
    assertThat(served.getFirst().at("/requestContext/authorizer"))
        .isEqualTo(
            json(
                "{'principalId':'me','number':'1','flag':'true','text':'t',"
                    + "'integrationLatency':0}"));
    assertThat(calls.getFirst().caller().source()).isEqualTo("/authorizers/Guard");
  }

  @Test
  void aRequestIsAskedWithAllButItsBody() {
    var api =
        rest(
            "{'type':'request','identitySource':'method.request.querystring.q, "
                + "stageVariables.colour, context.httpMethod'}");

    assertThat(api.answer(request("/v1/a/7?q=1", "X", "y")).status()).isEqualTo(200);

    var event = asked.getFirst();
    assertThat(event.path("type").asText()).isEqualTo("REQUEST");
    assertThat(event.path("methodArn").asText()).isEqualTo(ARN + "v1/GET/a/7");
    assertThat(event.path("resource").asText()).isEqualTo("/a/{id}");
    assertThat(event.path("pathParameters")).isEqualTo(json("{'id':'7'}"));
    assertThat(event.at("/headers/X").asText()).isEqualTo("y");
    assertThat(event.path("queryStringParameters")).isEqualTo(json("{'q':'1'}"));
    assertThat(event.path("stageVariables")).isEqualTo(json("{'colour':'green'}"));
    assertThat(event.at("/requestContext/resourcePath").asText()).isEqualTo("/a/{id}");
    assertThat(event.has("body") || event.has("isBase64Encoded") || event.has("version")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "authorization | other | {'message':'Unauthorized'}",
        "other | secret-1 | {'message':'Unauthorized'}",
      })
  void withoutAValidTokenTheFunctionIsNotAsked(String header, String token, String body) {
    var answer = rest(TOKEN).answer(request("/v1/a/7", header, token));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(json(answer.text())).isEqualTo(json(body));
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Allow | *other | 403 | {'Message':'User is not authorized to access this resource'}",
        "Deny | * | 403 | {'Message':'User is not authorized to access this resource with an"
            + " explicit deny'}",
        "Perhaps | * | 500 | {'message':null}",
        "Allow | arn:aws:execute-api:*:*:abc???/v1/GET/a/* | 200 | {}",
      })
  void thePolicyDecides(String effect, String resource, int status, String body) {
    guard = event -> policy(effect, resource);

    var answer = rest(TOKEN).answer(request("/v1/a/7", "authorization", "secret-1"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(json(answer.text())).isEqualTo(json(body));
  }

  @ParameterizedTest
  @CsvSource({
    "Unauthorized, 401, UnauthorizedException",
    "Oh, 500, AuthorizerConfigurationException"
  })
  void aFunctionThatFailsAdmitsNobody(String message, int status, String error) {
    isFailing = true;
    guard = event -> "{\"errorMessage\":\"" + message + "\"}";

    var answer = rest(TOKEN).answer(request("/v1/a/7", "authorization", "secret-1"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("x-amzn-ErrorType", error);
    assertThat(served).isEmpty();
  }

  @Test
  void aContextOfARestApiHasPlainValuesOnly() {
    guard = event -> policy("Allow", "*").replaceFirst("}$", ",\"context\":{\"list\":[]}}");

    assertThat(rest(TOKEN).answer(request("/v1/a/7", "authorization", "secret-1")).status())
        .isEqualTo(500);
  }

  @Test
  void anAnswerIsKeptForItsTimeAndDecidesOnOtherMethods() {
    guard = event -> policy("Allow", event.path("methodArn").asText());
    var api = rest(TOKEN.replaceFirst("}$", ",'authorizerResultTtlInSeconds':60}"));

    assertThat(api.answer(request("/v1/a/7", "authorization", "secret-1")).status()).isEqualTo(200);
    assertThat(api.answer(request("/v1/a/8", "authorization", "secret-1")).status()).isEqualTo(403);
    assertThat(api.answer(request("/v1/a/8", "authorization", "secret-2")).status()).isEqualTo(200);
    assertThat(asked).hasSize(2);
    now = now.plus(Duration.ofSeconds(60));
    assertThat(api.answer(request("/v1/a/8", "authorization", "secret-1")).status()).isEqualTo(200);
    assertThat(asked).hasSize(3);
  }

  @Test
  void withoutATimeNoAnswerIsKept() {
    var api = rest(TOKEN.replaceFirst("}$", ",'authorizerResultTtlInSeconds':0}"));

    api.answer(request("/v1/a/7", "authorization", "secret-1"));
    api.answer(request("/v1/a/7", "authorization", "secret-1"));

    assertThat(asked).hasSize(2);
  }

  @Test
  void aSimpleResponseOfAnHttpApiKeepsItsValues() {
    guard = event -> "{\"isAuthorized\":true,\"context\":{\"list\":[1],\"flag\":true}}";
    var api =
        http(
            "'identitySource':['$request.header.Authorization'],"
                + "'authorizerPayloadFormatVersion':'2.0','enableSimpleResponses':true");

    assertThat(api.answer(request("/a/7?b=1&b=2", "authorization", "me")).status()).isEqualTo(200);

    var event = asked.getFirst();
    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(event.path("routeArn").asText()).isEqualTo(ARN + "$default/GET/a/7");
    assertThat(event.path("identitySource")).isEqualTo(json("['me']"));
    assertThat(event.path("routeKey").asText()).isEqualTo("GET /a/{id}");
    assertThat(event.path("rawQueryString").asText()).isEqualTo("b=1&b=2");
    assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("GET");
    assertThat(served.getFirst().at("/requestContext/authorizer"))
        .isEqualTo(json("{'lambda':{'list':[1],'flag':true}}"));
  }

  @Test
  void format1OfAnHttpApiTakesAPolicy() {
    guard = event -> policy("Allow", event.path("methodArn").asText());
    var api =
        http(
            "'identitySource':['$request.header.A','$request.querystring.b'],"
                + "'authorizerPayloadFormatVersion':'1.0'");

    assertThat(api.answer(request("/a/7?b=2", "A", "1")).status()).isEqualTo(200);

    var event = asked.getFirst();
    assertThat(event.path("version").asText()).isEqualTo("1.0");
    assertThat(event.path("methodArn").asText()).isEqualTo(ARN + "$default/GET/a/7");
    assertThat(event.path("identitySource").asText()).isEqualTo("1,2");
    assertThat(event.path("authorizationToken").asText()).isEqualTo("1,2");
    assertThat(event.path("httpMethod").asText()).isEqualTo("GET");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'isAuthorized':false} | 403 | {'message':'Forbidden'}",
        "{'isAuthorized':'yes'} | 500 | {'message':'Internal Server Error'}",
        "nonsense | 500 | {'message':'Internal Server Error'}",
      })
  void anHttpApiAnswersInItsOwnWords(String verdict, int status, String body) {
    guard = event -> verdict.replace('\'', '"');
    var api = http("'authorizerPayloadFormatVersion':'2.0','enableSimpleResponses':true");

    var answer = api.answer(request("/a/7"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(json(answer.text())).isEqualTo(json(body));
  }

  @Test
  void anHttpApiWithoutTheIdentityAnswers401() {
    var api = http("'identitySource':['$request.header.A'],'authorizerPayloadFormatVersion':'1.0'");

    assertThat(api.answer(request("/a/7")).status()).isEqualTo(401);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'authorizerPayloadFormatVersion':'3.0' | neither 1.0 nor 2.0",
        "'authorizerPayloadFormatVersion':'1.0','enableSimpleResponses':true | only with",
        "'authorizerPayloadFormatVersion':'2.0','authorizerResultTtlInSeconds':60 | missing",
        "'authorizerPayloadFormatVersion':'2.0','identitySource':['A'] | no header",
      })
  void whatApiGatewayWouldNotCreateIsRefused(String authorizer, String problem) {
    assertThatThrownBy(() -> http(authorizer)).hasMessageContaining(problem);
  }

  private static String policy(String effect, String resource) {
    return """
    {"principalId":"me","policyDocument":{"Version":"2012-10-17","Statement":[
      {"Action":"execute-api:Invoke","Effect":"%s","Resource":"%s"}]}}"""
        .formatted(effect, resource);
  }

  private RestApi rest(String authorizer) {
    var settings = settings("v1");
    return new RestApi(settings, definition(authorizer, false), this::answer, trust());
  }

  private HttpApi http(String authorizer) {
    var definition = definition("{'type':'request'," + authorizer + "}", true);
    return new HttpApi(settings("$default"), definition, this::answer, trust());
  }

  private static ApiSettings settings(String stage) {
    return new ApiSettings(
        0, "us-east-1", "000000000000", "abc123", stage, Map.of("colour", "green"), Map.of());
  }

  private static JsonNode definition(String authorizer, boolean isHttp) {
    var definition =
        json(
            """
            {'openapi':'3.0.1',
             'paths':{'/a/{id}':{'get':{'security':[{'Guard':[]}],
               'x-amazon-apigateway-integration':{'type':'aws_proxy','httpMethod':'POST',
                 %s'uri':'%s'}}}},
             'components':{'securitySchemes':{'Guard':{'type':'apiKey','in':'header',
               'name':'Authorization','x-amazon-apigateway-authorizer':%s}}}}
            """
                .formatted(
                    isHttp ? "'payloadFormatVersion':'2.0'," : "",
                    FUNCTION.formatted("served"),
                    authorizer));
    ((ObjectNode) definition.at("/components/securitySchemes/Guard/x-amazon-apigateway-authorizer"))
        .put("authorizerUri", FUNCTION.formatted("guard"));
    return definition;
  }

  private AwsAnswer answer(AwsCall call) {
    calls.add(call);
    var event = json(new String(call.body(), UTF_8));
    if (call.path().contains("function:served")) {
      served.add(event);
      return AwsAnswer.json("{\"statusCode\":200,\"body\":\"{}\"}");
    }
    asked.add(event);
    var headers = new LinkedHashMap<String, String>();
    if (isFailing) {
      headers.put("x-amz-function-error", "Unhandled");
    }
    return new AwsAnswer(200, headers, guard.apply(event).getBytes(UTF_8));
  }

  private Trust trust() {
    return new Trust((arn, token) -> Optional.empty(), IamCallers.none(), "us-east-1", clock);
  }

  private static ApiRequest request(String target, String... header) {
    var cut = target.indexOf('?');
    Map<String, List<String>> headers =
        header.length == 0 ? Map.of() : Map.of(header[0], List.of(header[1]));
    return new ApiRequest(
        "GET",
        cut < 0 ? target : target.substring(0, cut),
        cut < 0 ? "" : target.substring(cut + 1),
        headers,
        new byte[0],
        "127.0.0.1");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

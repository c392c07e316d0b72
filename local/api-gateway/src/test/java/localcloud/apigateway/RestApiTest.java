package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of API Gateway on small definitions. */
class RestApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ApiSettings SETTINGS =
      new ApiSettings(
          0, "us-east-1", "000000000000", "abc123", "v1", Map.of("colour", "green"), Map.of());

  private final List<AwsCall> calls = new ArrayList<>();
  private Function<AwsCall, AwsAnswer> backend = call -> AwsAnswer.json("{}");

  @ParameterizedTest
  @CsvSource({
    "GET, /things, list",
    "POST, /things, any",
    "GET, /things/special, special",
    "GET, /things/7, one 7",
    "GET, /things/a%20b%2Fc+d, one a b/c+d",
    "GET, /files/a/b/c, rest a/b/c"
  })
  void routesToTheMostExactResource(String method, String path, String expected) {
    var api =
        api(
            """
            {"/things":{"get":%s,"x-amazon-apigateway-any-method":%s},
             "/things/special":{"get":%s},
             "/things/{id}":{"get":%s},
             "/files/{proxy+}":{"get":%s}}
            """
                .formatted(
                    mock("list"),
                    mock("any"),
                    mock("special"),
                    mock("one $input.params('id')"),
                    mock("rest $input.params('proxy')")));

    assertThat(api.answer(request(method, path, "")).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /thing",
    "GET, /things/",
    "POST, /things",
    "GET, /things/1/2",
    "GET, /v2/things"
  })
  void answersAnUnknownResourceAsAwsDoes(String method, String path) {
    var api = api("{\"/things\":{\"get\":%s}}".formatted(mock("x")));

    var answer = api.answer(request(method, path, ""));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void sendsAQueryServiceTheMappedForm() {
    var api =
        api(
            """
            {"/q":{"post":{"responses":{"200":{}},"x-amazon-apigateway-integration":{
              "type":"aws","httpMethod":"POST","credentials":"arn:aws:iam::0:role/r",
              "uri":"arn:aws:apigateway:us-east-1:sqs:path/000000000000/{queue}",
              "requestParameters":{
                "integration.request.header.Content-Type":"'application/x-www-form-urlencoded'",
                "integration.request.header.X-Stage":"context.stage",
                "integration.request.querystring.q":"method.request.querystring.q",
                "integration.request.querystring.none":"method.request.querystring.none",
                "integration.request.path.queue":"method.request.body.queue"},
              "requestTemplates":{"application/json":"Action=SendMessage"},
              "responses":{"default":{"statusCode":"200"}}}}}}
            """);

    api.answer(request("POST", "/q", "q=a%26b", "{\"queue\":\"my queue/x\"}"));

    var call = calls.getFirst();
    assertThat(call.service()).isEqualTo("sqs");
    assertThat(call.principal()).isEqualTo("arn:aws:iam::0:role/r");
    assertThat(call.path()).isEqualTo("/000000000000/my%20queue%2Fx?q=a%26b");
    assertThat(call.operation()).isEqualTo("SendMessage");
    assertThat(call.headers()).containsEntry("x-stage", "v1");
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb:action/GetItem, DynamoDB_20120810.GetItem, /",
    "states:action/StartExecution, AWSStepFunctions.StartExecution, /",
    "events:action/PutEvents, AWSEvents.PutEvents, /",
    "sns:action/Publish, , /?Action=Publish"
  })
  void sendsAnActionInTheServicesProtocol(String uri, String target, String path) {
    aws(uri, "{\"default\":{\"statusCode\":\"200\"}}").answer(request("POST", "/a", "", "{}"));

    assertThat(calls.getFirst().headers().get("x-amz-target")).isEqualTo(target);
    assertThat(calls.getFirst().path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({"200, 200", "204, 200", "400, 502", "404, 502", "500, 500", "302, 200"})
  void choosesTheResponseByTheBackendsStatus(int status, int expected) {
    backend = call -> new AwsAnswer(status, Map.of(), new byte[0]);
    var api =
        aws(
            "dynamodb:action/GetItem",
            """
            {"default":{"statusCode":"200"},"4\\\\d{2}":{"statusCode":"502"},"5\\\\d{2}":{"statusCode":"500"}}
            """);

    assertThat(api.answer(request("POST", "/a", "", "{}")).status()).isEqualTo(expected);
  }

  @Test
  void mapsWhatAServiceThrowsLikeItsAnswer() {
    backend =
        call -> {
          throw new AwsException(400, "ThrottlingException", "slow down");
        };
    var api =
        aws(
            "dynamodb:action/GetItem",
            """
            {"4\\\\d{2}":{"statusCode":"500","responseTemplates":{"text/plain":"$input.path('$.__type')"}}}
            """);

    assertThat(api.answer(request("POST", "/a", "", "{}")).text()).isEqualTo("ThrottlingException");
  }

  @Test
  void failsWhenNoResponseMatches() {
    var api = aws("dynamodb:action/GetItem", "{\"4\\\\d{2}\":{\"statusCode\":\"500\"}}");

    var answer = api.answer(request("POST", "/a", "", "{}"));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).isEqualTo("{\"message\":\"Internal server error\"}");
  }

  @Test
  void answersAGatewayTimeoutWhenTheBackendBreaks() {
    backend =
        call -> {
          throw new IllegalStateException("secret detail");
        };

    var answer =
        aws("dynamodb:action/GetItem", "{\"default\":{\"statusCode\":\"200\"}}")
            .answer(request("POST", "/a", "", "{}"));

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.text()).doesNotContain("secret");
  }

  @Test
  void mapsResponseHeadersAndOverrides() {
    backend =
        call ->
            new AwsAnswer(200, Map.of("x-from", "backend"), "{\"a\":{\"b\":7}}".getBytes(UTF_8));
    var api =
        aws(
            "dynamodb:action/GetItem",
            """
            {"default":{"statusCode":"200",
              "responseParameters":{
                "method.response.header.A":"'static'",
                "method.response.header.B":"integration.response.header.X-From",
                "method.response.header.C":"integration.response.body.a.b",
                "method.response.header.D":"context.stage"},
              "responseTemplates":{"application/json":"#set($context.responseOverride.status = 404)#set($context.responseOverride.header.A = 'overridden')$input.json('$.a')"}}}
            """);

    var answer = api.answer(request("POST", "/a", "", "{}"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("{\"b\":7}");
    assertThat(answer.headers())
        .containsEntry("A", "overridden")
        .containsEntry("B", "backend")
        .containsEntry("C", "7")
        .containsEntry("D", "v1");
  }

  @Test
  void choosesTheResponseTemplateByAccept() {
    var api =
        aws(
            "dynamodb:action/GetItem",
            """
            {"default":{"statusCode":"200","responseTemplates":{"text/plain":"text","application/json":"json"}}}
            """);

    var plain = api.answer(request("POST", "/a", "", "{}", "Accept", "text/plain;q=0.5"));

    assertThat(plain.text()).isEqualTo("text");
    assertThat(plain.headers()).containsEntry("Content-Type", "text/plain");
    assertThat(api.answer(request("POST", "/a", "", "{}", "Accept", "image/png")).text())
        .isEqualTo("json");
  }

  @ParameterizedTest
  @CsvSource({
    "never, text/plain, 415",
    "when_no_templates, text/plain, 415",
    "when_no_match, text/plain, 200",
    "never, application/json, 200",
    "never, Application/JSON; charset=UTF-8, 200",
    "never, application/json; charset=utf-16, 415"
  })
  void passesABodyWithoutTemplateOnOnlyIfSet(String behavior, String type, int expected) {
    var api =
        api(
            """
            {"/a":{"post":{"responses":{"200":{}},"x-amazon-apigateway-integration":{
              "type":"mock","passthroughBehavior":"%s",
              "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
              "responses":{"default":{"statusCode":"200"}}}}}}
            """
                .formatted(behavior));

    var answer =
        api.answer(request("POST", "/a", "", "{\"statusCode\":200}", "Content-Type", type));

    assertThat(answer.status()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\":1}                | 200",
        "{\"n\":1,\"in\":{\"s\":\"ab\"}} | 200",
        "{\"n\":11}               | 400",
        "{\"n\":\"1\"}            | 400",
        "{}                       | 400",
        "{\"n\":1,\"x\":1}        | 400",
        "{\"n\":1,\"n\":2}        | 400",
        "{\"n\":1}}               | 400",
        "{\"n\":1e1000000000}     | 400",
        "{\"n\":1e99999999999}    | 400",
        "{\"n\":1e-99999999999}   | 400",
        "{\"n\":1e-999999999}     | 400",
        "{\"n\":1,\"in\":{\"s\":\"\\ud800\"}} | 400",
        "{\"n\":1,\"in\":{\"s\":\"toolong\"}} | 400",
        "[1]                      | 400",
        "''                       | 400"
      })
  void validatesTheBodyAgainstItsModel(String body, int expected) {
    assertThat(validating().answer(request("POST", "/a", "", body)).status()).isEqualTo(expected);
  }

  @Test
  void refusesNestingWithoutBound() {
    var deep = "[".repeat(100_000) + "]".repeat(100_000);
    var body = "{\"n\":1,\"in\":" + "{\"in\":".repeat(1_001) + "1" + "}".repeat(1_002);

    assertThat(validating().answer(request("POST", "/a", "", deep)).status()).isEqualTo(400);
    assertThat(validating().answer(request("POST", "/a", "", body)).status()).isEqualTo(400);
  }

  @Test
  void refusesABodyThatIsNoUtf8() {
    var overlong = new byte[] {'{', '"', 'n', '"', ':', (byte) 0xc0, (byte) 0xb1, '}'};
    var request = new ApiRequest("POST", "/v1/a", "", Map.of(), overlong, "127.0.0.1");

    assertThat(validating().answer(request).status()).isEqualTo(400);
  }

  @Test
  void namesAMissingParameter() {
    var api =
        api(
            """
            {"/a":{"get":{"x-amazon-apigateway-request-validator":"all",
              "parameters":[{"name":"q","in":"query","required":true},{"name":"X-H","in":"header","required":true}],
              "responses":{"200":{}},
              "x-amazon-apigateway-integration":{"type":"mock","requestTemplates":{"application/json":"{\\"statusCode\\":200}"},"responses":{"default":{"statusCode":"200"}}}}}}
            """);

    assertThat(api.answer(request("GET", "/a", "q=")).text())
        .isEqualTo("{\"message\":\"Missing required request parameters: [q, X-H]\"}");
    assertThat(api.answer(request("GET", "/a", "q=1", "", "X-H", "2")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/scoped, access, orders/read other, 200",
    "/scoped, access, other, 403",
    "/scoped, access, '', 403",
    "/scoped, id, orders/read, 401",
    "/plain, id, '', 200",
    "/plain, access, orders/read, 401"
  })
  void takesAccessTokensWhereScopesAreNamedAndIdTokensElsewhere(
      String path, String use, String scope, int expected) {
    var claims = Map.<String, Object>of("sub", "acme", "token_use", use, "scope", scope);
    var api = authorizing(claims);

    var answer = api.answer(request("GET", path, "", "", "Authorization", "Bearer good"));

    assertThat(answer.status()).isEqualTo(expected);
    if (expected == 200) {
      assertThat(answer.text()).isEqualTo("acme");
    }
  }

  @Test
  void takesATokenWithAndWithoutItsScheme() {
    var api = authorizing(Map.of("sub", "acme", "token_use", "id"));

    assertThat(api.answer(request("GET", "/plain", "", "", "authorization", "good")).status())
        .isEqualTo(200);
    assertThat(
            api.answer(request("GET", "/plain", "", "", "Authorization", "bearer  good ")).status())
        .isEqualTo(200);
    assertThat(api.answer(request("GET", "/plain", "", "", "Authorization", "Bearer bad")).status())
        .isEqualTo(401);
    assertThat(api.answer(request("GET", "/plain", "")).text())
        .isEqualTo("{\"message\":\"Unauthorized\"}");
  }

  /** As AWS flattens it; a token without the claim has no member of that name. */
  @Test
  void aClaimWithSeveralValuesIsTheirList() {
    var template =
        "#if($context.authorizer.claims['cognito:groups'].contains('express'))express#{else}standard#end"
            + " $context.authorizer.claims['cognito:groups']";
    var user = Map.<String, Object>of("sub", "acme", "token_use", "id");
    var member = new HashMap<>(user);
    member.put("cognito:groups", List.of("testers", "express"));

    assertThat(text(authorizing(member, template))).isEqualTo("express testers,express");
    assertThat(text(authorizing(user, template))).startsWith("standard ");
  }

  private static String text(RestApi api) {
    return api.answer(request("GET", "/plain", "", "", "Authorization", "good")).text();
  }

  @Test
  void refusesTwoAuthorizationHeaders() {
    var api = authorizing(Map.of("sub", "acme", "token_use", "id"));
    var headers = Map.of("Authorization", List.of("good", "good"));

    var answer =
        api.answer(new ApiRequest("GET", "/v1/plain", "", headers, new byte[0], "127.0.0.1"));

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void substitutesVariablesInGatewayResponsesWithoutVtl() {
    var definition =
        definition("{\"/a\":{\"get\":%s}}".formatted(mock("x")))
            .set(
                "x-amazon-apigateway-gateway-responses",
                json(
                    """
                    {"DEFAULT_4XX":{"statusCode":"444",
                       "responseParameters":{"gatewayresponse.header.X":"'fixed'","gatewayresponse.header.Y":"method.request.header.Y"},
                       "responseTemplates":{"application/json":"$context.error.responseType $context.error.messageString $context.stage. $stageVariables.colour $context.none #set($x=1) $util.x"}}}
                    """));

    var answer = api(definition, SETTINGS).answer(request("GET", "/b", "", "", "Y", "echo"));

    assertThat(answer.status()).isEqualTo(444);
    assertThat(answer.headers()).containsEntry("X", "fixed").containsEntry("Y", "echo");
    assertThat(answer.text())
        .isEqualTo(
            "MISSING_AUTHENTICATION_TOKEN \"Missing Authentication Token\" v1. green  #set($x=1) $util.x");
  }

  @Test
  void throttlesTheStageAndAMethod() {
    var settings =
        new ApiSettings(
            0,
            "us-east-1",
            "0",
            "x",
            "v1",
            Map.of(),
            Map.of("GET /a", new ApiSettings.Throttling(0.001, 2)));
    var api =
        api(
            definition("{\"/a\":{\"get\":%s},\"/b\":{\"get\":%s}}".formatted(mock("a"), mock("b"))),
            settings);

    assertThat(api.answer(request("GET", "/a", "")).status()).isEqualTo(200);
    assertThat(api.answer(request("GET", "/a", "")).status()).isEqualTo(200);
    assertThat(api.answer(request("GET", "/a", "")).status()).isEqualTo(429);
    assertThat(api.answer(request("GET", "/b", "")).status()).isEqualTo(200);
  }

  @Test
  void invokesALambdaProxy() {
    backend =
        call ->
            AwsAnswer.json(
                "{\"statusCode\":201,\"headers\":{\"content-type\":\"text/plain\"},\"body\":\"made\"}");

    var answer = lambdaProxy().answer(request("POST", "/p/7", "q=1", "{\"a\":1}"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text()).isEqualTo("made");
    assertThat(answer.headers()).containsEntry("content-type", "text/plain");
    assertThat(calls.getFirst().path())
        .isEqualTo("/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations");
    var event = json(calls.getFirst().text());
    assertThat(event.at("/resource").asText()).isEqualTo("/p/{id}");
    assertThat(event.at("/pathParameters/id").asText()).isEqualTo("7");
    assertThat(event.at("/queryStringParameters/q").asText()).isEqualTo("1");
    assertThat(event.at("/body").asText()).isEqualTo("{\"a\":1}");
    assertThat(event.at("/requestContext/stage").asText()).isEqualTo("v1");
  }

  @Test
  void tellsALambdaProxyEveryValueOfAParameterAndAHeader() {
    backend = call -> AwsAnswer.json("{\"statusCode\":200}");
    var headers = Map.of("X-Many", List.of("a", "b"));

    lambdaProxy()
        .answer(new ApiRequest("POST", "/v1/p/7", "q=1&q=2&r", headers, new byte[0], "127.0.0.1"));

    var event = json(calls.getFirst().text());
    assertThat(event.path("path").asText()).isEqualTo("/p/7");
    assertThat(event.at("/requestContext/path").asText()).isEqualTo("/v1/p/7");
    assertThat(event.path("queryStringParameters")).isEqualTo(json("{\"q\":\"2\",\"r\":\"\"}"));
    assertThat(event.path("multiValueQueryStringParameters"))
        .isEqualTo(json("{\"q\":[\"1\",\"2\"],\"r\":[\"\"]}"));
    assertThat(event.path("headers")).isEqualTo(json("{\"X-Many\":\"b\"}"));
    assertThat(event.path("multiValueHeaders")).isEqualTo(json("{\"X-Many\":[\"a\",\"b\"]}"));
  }

  @Test
  void takesManyValuesOfAHeaderFromALambdaProxyAndDecodesNoBody() {
    backend =
        call ->
            AwsAnswer.json(
                """
                {"statusCode":200,"headers":{"x-a":"lost"},"multiValueHeaders":{"X-A":["1","2"]},
                 "body":"aGk=","isBase64Encoded":true}
                """);

    var answer = lambdaProxy().answer(request("POST", "/p/7", "", ""));

    assertThat(answer.multiValueHeaders()).containsEntry("X-A", List.of("1", "2"));
    assertThat(answer.headers()).doesNotContainKeys("X-A", "x-a").containsKey("Content-Type");
    assertThat(answer.text()).isEqualTo("aGk=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"text\"",
        "{}",
        "{\"statusCode\":\"x\"}",
        "{\"statusCode\":1000}",
        "{\"statusCode\":200,\"body\":{\"a\":1}}",
        "{\"statusCode\":200,\"body\":7}",
        "{\"statusCode\":200,\"headers\":[]}",
        "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":\"b\"}}",
        "nonsense"
      })
  void answers502ToAMalformedProxyResponse(String malformed) {
    backend = call -> AwsAnswer.json(malformed);

    var answer = lambdaProxy().answer(request("POST", "/p/7", "", ""));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.text()).isEqualTo("{\"message\":\"Internal server error\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/x-amazon-apigateway-policy                       | {}",
        "/paths/~1a/get/x-amazon-apigateway-integration/contentHandling | \"CONVERT_TO_BINARY\"",
        "/x-amazon-apigateway-gateway-responses/REQUEST_TOO_LARGE | {}",
        "/paths/~1a/get/x-amazon-apigateway-integration/type | \"websocket\"",
        "/paths/~1a/get/x-amazon-apigateway-integration/cacheNamespace | \"x\"",
        "/paths/~1a/get/x-amazon-apigateway-integration/passthroughBehavior | \"sometimes\"",
        "/paths/~1a/get/x-amazon-apigateway-integration/requestTemplates/application~1json | \"#if(\"",
        "/paths/~1a/get/x-amazon-apigateway-integration/responses/default/statusCode | \"418\"",
        "/paths/~1a/get/x-amazon-apigateway-request-validator | \"none\"",
        "/x-amazon-apigateway-gateway-responses/NO_SUCH_TYPE  | {}",
        "/components/schemas/Not-Alphanumeric                 | {}"
      })
  void refusesAtStartWhatItCannotDoAndNamesThePlace(String pointer, String value) {
    var definition = definition("{\"/a\":{\"get\":%s}}".formatted(mock("x")));
    put(definition, pointer, json(value));

    assertThatThrownBy(() -> api(definition, SETTINGS))
        .isInstanceOf(UnsupportedDefinitionException.class)
        .hasMessageContaining(pointer);
  }

  @Test
  void refusesAHeaderThatTheMethodDoesNotDeclare() {
    assertThatThrownBy(
            () ->
                aws(
                    "dynamodb:action/GetItem",
                    """
                    {"default":{"statusCode":"200","responseParameters":{"method.response.header.Other":"'x'"}}}
                    """))
        .hasMessageContaining("method.response.header.Other");
  }

  @Test
  void refusesTwoResponsesOfOneStatusCodeBecauseApiGatewayKeepsOne() {
    assertThatThrownBy(
            () ->
                aws(
                    "dynamodb:action/GetItem",
                    """
                    {"4\\\\d{2}":{"statusCode":"500"},"default":{"statusCode":"500"}}
                    """))
        .isInstanceOf(UnsupportedDefinitionException.class)
        .hasMessageContaining("/paths/~1a/post/")
        .hasMessageContaining("default")
        .hasMessageContaining("both answer 500");
  }

  @Test
  void importsNoHeaderOfAResponseThatIsAReference() {
    var definition =
        definition(
            """
            {"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/Ok"}},
              "x-amazon-apigateway-integration":{"type":"mock",
                "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
                "responses":{"default":{"statusCode":"200","responseParameters":{"method.response.header.A":"'x'"}}}}}}}
            """);
    put(definition, "/components/responses/Ok", json("{\"headers\":{\"A\":{}}}"));

    assertThatThrownBy(() -> api(definition, SETTINGS)).hasMessageContaining("$ref");
  }

  @Test
  void countsNoItemsBecauseAnImportLeavesTheirLimitsOut() {
    var definition =
        definition(
            """
            {"/a":{"post":{"x-amazon-apigateway-request-validator":"all",
              "requestBody":{"content":{"application/json":{"schema":{"type":"array","maxItems":1,"items":{"type":"integer"}}}}},
              "responses":{"200":{}},
              "x-amazon-apigateway-integration":{"type":"mock","requestTemplates":{"application/json":"{\\"statusCode\\":200}"},"responses":{"default":{"statusCode":"200"}}}}}}
            """);
    var api = api(definition, SETTINGS);

    assertThat(api.answer(request("POST", "/a", "", "[1,2]")).status()).isEqualTo(200);
    assertThat(api.answer(request("POST", "/a", "", "[\"1\"]")).status()).isEqualTo(400);
  }

  @Test
  void tellsHeadersApartByTheCaseOfTheirNames() {
    var api =
        api("{\"/a\":{\"get\":%s}}".formatted(mock("[$input.params('X-A')$input.params('x-a')]")));

    assertThat(api.answer(request("GET", "/a", "", "", "x-a", "lower")).text())
        .isEqualTo("[lower]");
    assertThat(api.answer(request("GET", "/a", "", "", "X-A", "upper")).text())
        .isEqualTo("[upper]");
    assertThat(api.answer(request("GET", "/a", "", "", "X-a", "other")).text()).isEqualTo("[]");
  }

  @Test
  void answersOutsideOfItsStageInItsOwnWords() {
    var api = api("{\"/things\":{\"get\":%s}}".formatted(mock("x")));
    for (var path : List.of("/things", "/", "/v2/things", "/v1things")) {
      var answer = api.answer(new ApiRequest("GET", path, "", Map.of(), new byte[0], "127.0.0.1"));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).isEqualTo("{\"message\":\"Forbidden\"}");
    }
  }

  private RestApi validating() {
    var definition =
        definition(
            """
            {"/a":{"post":{"x-amazon-apigateway-request-validator":"all",
              "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
              "responses":{"200":{}},
              "x-amazon-apigateway-integration":{"type":"mock","passthroughBehavior":"never","requestTemplates":{"application/json":"{\\"statusCode\\":200}"},"responses":{"default":{"statusCode":"200"}}}}}}
            """);
    definition.set(
        "components",
        json(
            """
            {"schemas":{
              "Thing":{"type":"object","additionalProperties":false,"required":["n"],
                "properties":{"n":{"type":"integer","maximum":10},"in":{"$ref":"#/components/schemas/Inner"}}},
              "Inner":{"type":"object","properties":{"s":{"type":"string","maxLength":3}}}}}
            """));
    return api(definition, SETTINGS);
  }

  private RestApi authorizing(Map<String, Object> claims) {
    return authorizing(claims, "$context.authorizer.claims.sub");
  }

  private RestApi authorizing(Map<String, Object> claims, String template) {
    var definition =
        definition(
            """
            {"/scoped":{"get":%1$s},"/plain":{"get":%1$s}}
            """
                .formatted(mock(template)));
    ((ObjectNode) definition.at("/paths/~1scoped/get"))
        .set("security", json("[{\"Pool\":[\"orders/read\"]}]"));
    ((ObjectNode) definition.at("/paths/~1plain/get")).set("security", json("[{\"Pool\":[]}]"));
    definition.set(
        "components",
        json(
            """
            {"securitySchemes":{"Pool":{"type":"apiKey","name":"Authorization","in":"header",
              "x-amazon-apigateway-authtype":"cognito_user_pools",
              "x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:pool"]}}}}
            """));
    return new RestApi(
        SETTINGS,
        definition,
        call -> AwsAnswer.json("{}"),
        trust(
            (arn, token) ->
                arn.equals("arn:pool") && token.equals("good")
                    ? Optional.of(claims)
                    : Optional.empty()));
  }

  private RestApi lambdaProxy() {
    return api(
        """
        {"/p/{id}":{"post":{"responses":{"200":{}},"x-amazon-apigateway-integration":{
          "type":"aws_proxy","httpMethod":"POST",
          "uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations"}}}}
        """);
  }

  private RestApi aws(String uri, String responses) {
    return api(
        """
        {"/a":{"post":{
          "responses":{"200":{"headers":{"A":{},"B":{},"C":{},"D":{}}},"404":{},"500":{},"502":{}},
          "x-amazon-apigateway-integration":{"type":"aws","httpMethod":"POST","credentials":"arn:aws:iam::0:role/r",
            "uri":"arn:aws:apigateway:us-east-1:%s",
            "requestTemplates":{"application/json":"{}"},"responses":%s}}}}
        """
            .formatted(uri, responses));
  }

  /** A mock integration that answers 200 with the rendered template as text. */
  private static String mock(String template) {
    return """
    {"responses":{"200":{}},"x-amazon-apigateway-integration":{"type":"mock",
      "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
      "responses":{"default":{"statusCode":"200","responseTemplates":{"text/plain":"%s"}}}}}
    """
        .formatted(template);
  }

  private RestApi api(String paths) {
    return api(definition(paths), SETTINGS);
  }

  private RestApi api(JsonNode definition, ApiSettings settings) {
    return new RestApi(
        settings,
        definition,
        call -> {
          calls.add(call);
          return backend.apply(call);
        },
        trust((arn, token) -> Optional.empty()));
  }

  private static Trust trust(TokenVerifier tokens) {
    return new Trust(tokens, IamCallers.none(), "us-east-1", Clock.systemUTC());
  }

  private static ObjectNode definition(String paths) {
    var definition = JSON.createObjectNode().put("openapi", "3.0.1");
    definition.set("paths", json(paths));
    definition.set(
        "x-amazon-apigateway-request-validators",
        json("{\"all\":{\"validateRequestBody\":true,\"validateRequestParameters\":true}}"));
    return definition;
  }

  private static void put(ObjectNode root, String pointer, JsonNode value) {
    JsonNode at = root;
    var names = pointer.substring(1).split("/");
    for (var i = 0; i < names.length - 1; i++) {
      at = ((ObjectNode) at).withObject("/" + names[i]);
    }
    ((ObjectNode) at).set(names[names.length - 1].replace("~1", "/"), value);
  }

  private static ApiRequest request(String method, String path, String query) {
    return request(method, path, query, "");
  }

  private static ApiRequest request(
      String method, String path, String query, String body, String... headers) {
    var map = new HashMap<String, List<String>>();
    for (var i = 0; i < headers.length; i += 2) {
      map.put(headers[i], List.of(headers[i + 1]));
    }
    return new ApiRequest(method, "/v1" + path, query, map, body.getBytes(UTF_8), "127.0.0.1");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

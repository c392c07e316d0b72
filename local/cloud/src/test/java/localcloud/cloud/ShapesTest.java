package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shapes in which people write serverless applications, each a stack, all in one cloud. */
class ShapesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> SHAPES =
      List.of(
          "policy-templates",
          "managed-policies",
          "rest-implicit",
          "http-implicit",
          "rest-explicit",
          "http-explicit",
          "rest-parts",
          "conditions",
          "guarded");
  private static final List<String> FUNCTIONS =
      List.of(
          "TemplateCaller",
          "ManagedCaller",
          "Decided",
          "RestHello",
          "RestBroken",
          "HttpHello",
          "HttpPlain",
          "HttpBroken",
          "ShopOrders",
          "ShopFront",
          "SiteHandler",
          "PlainPages");

  @TempDir static Path folder;
  private static LocalCloud cloud;

  @BeforeAll
  static void start() throws IOException {
    for (var function : FUNCTIONS) {
      for (var handler : List.of("ApiEchoHandler", "CallHandler")) {
        var file = "com/example/sample/" + handler + ".class";
        var copy = folder.resolve(function).resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(SampleCloud.resource("/" + file), copy);
      }
    }
    var settings =
        LocalCloudSettings.of(template(SHAPES.getFirst()), folder)
            .withStack(SHAPES.getFirst(), "us-east-1");
    for (var shape : SHAPES.subList(1, SHAPES.size())) {
      settings = settings.withStackBeside(StackSource.of(shape, template(shape), folder));
    }
    cloud = LocalCloud.start(settings);
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @Test
  void aPolicyTemplateAllowsWhatItNamesAndNoMore() {
    var stack = "policy-templates";
    var item =
        "{\"TableName\":\"%s\",\"Item\":{\"id\":{\"S\":\"1\"}}}".formatted(ref(stack, "Rows"));
    var message = "{\"QueueUrl\":\"%s\",\"MessageBody\":\"hello\"}";

    assertThat(call(stack, "TemplateCaller", "dynamodb", "DynamoDB_20120810.PutItem", item))
        .isEqualTo("200");
    assertThat(
            call(
                stack,
                "TemplateCaller",
                "sqs",
                "AmazonSQS.SendMessage",
                message.formatted(ref(stack, "Granted"))))
        .isEqualTo("200");
    assertThat(
            call(
                stack,
                "TemplateCaller",
                "sqs",
                "AmazonSQS.SendMessage",
                message.formatted(ref(stack, "Other"))))
        .contains("AccessDenied", "sqs:sendmessage");
  }

  @Test
  void aManagedPolicyAllowsWhatAwsSaysAndNoMore() {
    var stack = "managed-policies";
    var key = "{\"TableName\":\"%s\",\"Key\":{\"id\":{\"S\":\"1\"}}}".formatted(ref(stack, "Rows"));
    var item =
        "{\"TableName\":\"%s\",\"Item\":{\"id\":{\"S\":\"1\"}}}".formatted(ref(stack, "Rows"));
    var message = "{\"QueueUrl\":\"%s\",\"MessageBody\":\"hi\"}".formatted(ref(stack, "Any"));

    assertThat(call(stack, "ManagedCaller", "dynamodb", "DynamoDB_20120810.GetItem", key))
        .isEqualTo("200");
    assertThat(call(stack, "ManagedCaller", "sqs", "AmazonSQS.SendMessage", message))
        .isEqualTo("200");
    assertThat(call(stack, "ManagedCaller", "dynamodb", "DynamoDB_20120810.PutItem", item))
        .contains("AccessDenied", "dynamodb:PutItem");
  }

  @Test
  void anImplicitRestApiSendsPayload1() {
    var url = output("rest-implicit");
    var event =
        json(get(url + "hello/J%C3%BCrgen?a=1&a=2&b=%26", "X-Many", "one", "X-Many", "two").body());

    assertThat(url).endsWith("/Prod/");
    assertThat(event.path("resource").asText()).isEqualTo("/hello/{name}");
    assertThat(event.path("path").asText()).isEqualTo("/hello/J%C3%BCrgen");
    assertThat(event.at("/pathParameters/name").asText()).isEqualTo("Jürgen");
    assertThat(event.path("queryStringParameters")).isEqualTo(json("{\"a\":\"2\",\"b\":\"&\"}"));
    assertThat(event.path("multiValueQueryStringParameters"))
        .isEqualTo(json("{\"a\":[\"1\",\"2\"],\"b\":[\"&\"]}"));
    assertThat(event.at("/multiValueHeaders/X-Many")).isEqualTo(json("[\"one\",\"two\"]"));
    assertThat(event.at("/headers/X-Many").asText()).isEqualTo("two");
    assertThat(event.path("body").isNull()).isTrue();
    assertThat(event.path("stageVariables").isNull()).isTrue();
    assertThat(event.at("/requestContext/stage").asText()).isEqualTo("Prod");
    assertThat(event.at("/requestContext/resourcePath").asText()).isEqualTo("/hello/{name}");
    assertThat(event.at("/requestContext/identity").has("cognitoIdentityId")).isTrue();
    assertThat(event.has("version")).isFalse();
  }

  @Test
  void anImplicitRestApiServesEveryMethodAndAnswersPreflights() {
    var url = output("rest-implicit");
    var event = json(send("DELETE", url + "things/a/b?x=1", "").body());

    assertThat(event.path("httpMethod").asText()).isEqualTo("DELETE");
    assertThat(event.at("/pathParameters/proxy").asText()).isEqualTo("a/b");
    var preflight = send("OPTIONS", url + "hello/x", "", "Origin", "http://localhost:1");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
        .contains("GET,OPTIONS");
    assertThat(send("POST", url + "broken", "{}").statusCode()).isEqualTo(502);
    assertThat(send("POST", url + "nowhere", "{}").statusCode()).isEqualTo(403);
  }

  @Test
  void anImplicitHttpApiSendsPayload2() {
    var url = output("http-implicit");
    var response =
        get(
            url + "/hello/J%C3%BCrgen?a=1&a=2",
            "X-Many",
            "one",
            "X-Many",
            "two",
            "Cookie",
            "k=1; l=2",
            "Origin",
            "http://localhost:8080");
    var event = json(response.body());

    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("http://localhost:8080");
    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asText()).isEqualTo("GET /hello/{name}");
    assertThat(event.path("rawPath").asText()).isEqualTo("/hello/J%C3%BCrgen");
    assertThat(event.path("rawQueryString").asText()).isEqualTo("a=1&a=2");
    assertThat(event.path("cookies")).isEqualTo(json("[\"k=1\",\"l=2\"]"));
    assertThat(event.at("/headers/x-many").asText()).isEqualTo("one,two");
    assertThat(event.path("headers").has("cookie")).isFalse();
    assertThat(event.at("/queryStringParameters/a").asText()).isEqualTo("1,2");
    assertThat(event.at("/pathParameters/name").asText()).isEqualTo("Jürgen");
    assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("GET");
    assertThat(event.at("/requestContext/stage").asText()).isEqualTo("$default");
    assertThat(event.path("isBase64Encoded").booleanValue()).isFalse();
    assertThat(event.has("body") || event.has("stageVariables")).isFalse();
  }

  @Test
  void anImplicitHttpApiInfersAResponseAndAnswersPreflights() {
    var url = output("http-implicit");
    var plain = get(url + "/plain");
    assertThat(plain.body()).isEqualTo("{\"hello\":\"world\"}");
    assertThat(plain.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(get(url + "/inline").body()).isEqualTo("inline GET /inline");
    assertThat(get(url + "/broken").statusCode()).isEqualTo(500);
    assertThat(get(url + "/broken").body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
    assertThat(get(url + "/nowhere").body()).isEqualTo("{\"message\":\"Not Found\"}");
    var form = "Content-Type";
    var posted =
        json(
            send("POST", url + "/things/a", "x=1", form, "application/x-www-form-urlencoded")
                .body());
    assertThat(posted.path("body").asText()).isEqualTo("eD0x");
    assertThat(posted.path("isBase64Encoded").booleanValue()).isTrue();
    assertThat(posted.path("routeKey").asText()).isEqualTo("ANY /things/{proxy+}");
    var old = json(send("POST", url + "/old", "{}", form, "application/json").body());
    assertThat(old.path("version").asText()).isEqualTo("1.0");
    assertThat(old.path("body").asText()).isEqualTo("{}");
    var untyped = json(send("POST", url + "/old", "{}").body());
    assertThat(untyped.path("body").asText()).isEqualTo("e30=");
    var preflight =
        send(
            "OPTIONS",
            url + "/plain",
            "",
            "Origin",
            "http://localhost:8080",
            "Access-Control-Request-Method",
            "GET");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).contains("x-a");
  }

  @Test
  void anExplicitRestApiAuthorizesValidatesAndRoutesToItsFunctions() {
    var url = output("rest-explicit");
    var token = send("POST", root(url) + "/_local/token?customer=ada", "").body();

    assertThat(json(get(url + "/any/page").body()).at("/pathParameters/proxy").asText())
        .isEqualTo("any/page");
    assertThat(send("POST", url + "/orders", "{\"id\":\"1\"}").statusCode()).isEqualTo(401);
    var placed = send("POST", url + "/orders", "{\"id\":\"1\"}", "Authorization", token);
    assertThat(json(placed.body()).at("/requestContext/authorizer/claims/sub").asText())
        .isEqualTo("ada");
    var invalid = send("POST", url + "/orders", "{}", "Authorization", token);
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(invalid.body()).isEqualTo("{\"message\":\"Invalid request body\"}");
  }

  @Test
  void anExplicitHttpApiTakesTheTokensOfItsUserPool() {
    var url = output("http-explicit");
    var tokens = root(url) + "/_local/token?customer=ada&group=";
    var token = "Bearer " + send("POST", tokens + "express", "").body();

    assertThat(send("POST", tokens + "unknown", "").statusCode()).isEqualTo(400);
    assertThat(get(url + "/me").statusCode()).isEqualTo(401);
    assertThat(get(url + "/me").body()).isEqualTo("{\"message\":\"Unauthorized\"}");
    var me = json(get(url + "/me", "Authorization", token).body());
    assertThat(me.at("/requestContext/authorizer/jwt/claims/sub").asText()).isEqualTo("ada");
    assertThat(me.at("/requestContext/authorizer/jwt/claims/cognito:groups").asText())
        .isEqualTo("[express]");
    assertThat(me.path("rawPath").asText()).isEqualTo("/dev/me");
    assertThat(me.at("/stageVariables/colour").asText()).isEqualTo("red");
    assertThat(get(url + "/admin", "Authorization", token).statusCode()).isEqualTo(403);
    assertThat(json(get(url + "/other").body()).path("routeKey").asText()).isEqualTo("$default");
  }

  @Test
  void aRestApiOfPlainResourcesIsServedAsItsDefinitionWouldBe() {
    var url = output("rest-parts");
    var health = get(url + "/");
    assertThat(health.body()).isEqualTo("{\"healthy\":true}");
    assertThat(health.headers().firstValue("X-Kind")).contains("mock");
    var page = send("PUT", url + "/pages/7", "{\"title\":\"a\"}");
    assertThat(json(page.body()).at("/pathParameters/id").asText()).isEqualTo("7");
    assertThat(json(page.body()).path("resource").asText()).isEqualTo("/pages/{id}");
    assertThat(send("PUT", url + "/pages/7", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void aFunctionDecidesWhoMayCallAndAnotherHasAUrlOfItsOwn() {
    var secret = output("guarded") + "/secret";

    assertThat(get(secret).statusCode()).isEqualTo(401);
    assertThat(get(secret, "Authorization", "please").body())
        .isEqualTo(
            "{\"Message\":\"User is not authorized to access this resource with an explicit"
                + " deny\"}");
    assertThat(json(get(secret, "Authorization", "let me in").body()))
        .isEqualTo(json("{\"principalId\":\"ada\",\"level\":\"7\",\"integrationLatency\":0}"));
    var keyed = output("guarded") + "/keyed";
    var key = json(get(root(keyed) + "/_local/api-keys").body()).path("GuardedApiKey").asText();
    assertThat(get(keyed).body()).isEqualTo("{\"message\":\"Forbidden\"}");
    assertThat(get(keyed, "x-api-key", key).statusCode()).isEqualTo(200);
    assertThat(get(keyed, "x-api-key", key).body()).isEqualTo("{\"message\":\"Limit Exceeded\"}");
    var url = cloud.stack("guarded").outputs().get("FunctionUrl");
    assertThat(url).startsWith("http://");
    assertThat(get(url).body()).isEqualTo("\"none\"");
  }

  @Test
  void conditionsAndGlobalsDecideWhatAStackIsMadeOf() {
    var stack = cloud.stack("conditions");

    assertThat(stack.resources().keySet())
        .containsExactlyInAnyOrder("Decided", "DecidedRole", "Name");
    assertThat(variable("STAGE")).isEqualTo("dev");
    assertThat(variable("FROM")).isEqualTo("function");
    assertThat(variable("GREETING")).isEqualTo("hello");
    assertThat(variable("SECOND")).isEqualTo("b");
    assertThat(variable("JOINED")).isEqualTo("x-us-east-1");
    assertThat(variable("ENCODED")).isEqualTo("ZGV2IQ==");
    assertThat(variable("CHOSEN")).isEqualTo("conditions-Name");
  }

  private static String variable(String name) {
    return invoke("conditions", "Decided", Map.of("variable", name)).path("value").asText();
  }

  /** The status of a call that a function makes, or what it was answered. */
  private static String call(
      String stack, String function, String service, String target, String body) {
    var answer =
        invoke(stack, function, Map.of("service", service, "target", target, "body", body));
    var status = answer.path("status").asText();
    return status.equals("200") ? status : answer.path("body").asText();
  }

  private static JsonNode invoke(String stack, String function, Map<String, String> event) {
    var uri = "/2015-03-31/functions/" + ref(stack, function) + "/invocations";
    return json(
        send(
                "POST",
                cloud.endpointUrl().resolve(uri).toString(),
                JSON.valueToTree(event).toString())
            .body());
  }

  private static String ref(String stack, String logicalId) {
    return cloud.stack(stack).resources().get(logicalId).ref();
  }

  private static String output(String stack) {
    return cloud.stack(stack).outputs().get("Url");
  }

  private static String root(String url) {
    return URI.create(url).resolve("/").toString().replaceFirst("/$", "");
  }

  private static HttpResponse<String> get(String url, String... headers) {
    return send("GET", url, "", headers);
  }

  private static HttpResponse<String> send(
      String method, String url, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (var i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Path template(String shape) {
    return SampleCloud.resource("/shapes/" + shape + ".yaml");
  }
}

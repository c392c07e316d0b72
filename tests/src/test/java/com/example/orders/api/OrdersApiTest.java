package com.example.orders.api;

import static com.example.orders.api.ServedOrdersApi.ORDER;
import static com.example.orders.api.ServedOrdersApi.ORDER_ID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.OrderStatus;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import localcloud.apigateway.MappingTemplate;
import localcloud.apigateway.TemplateInput;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, with SQS and DynamoDB played by the test. */
class OrdersApiTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static ServedOrdersApi api;

  @BeforeAll
  static void start() {
    api = new ServedOrdersApi();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void backendAnswersNothing() {
    api.backendAnswers(200, "{}");
  }

  @Test
  void acceptsAnOrderWithATemplateOfItsLink() throws Exception {
    var answer = api.post(ORDER);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertConforms(answer, "OrderAccepted");
    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(
            JSON.readTree(
                "{\"status\":\"ACCEPTED\",\"links\":{\"self\":\"/v1/orders/{orderId}\"}}"));
    var call = api.calls.getFirst();
    assertThat(call.service()).isEqualTo("sqs");
    assertThat(call.principal()).isEqualTo(OrdersApi.ROLE_ARN);
    assertThat(call.text()).contains("%2F000000000000%2Fa-stack-OrdersQueue.fifo&");
    assertThat(call.operation()).isEqualTo("SendMessage");
  }

  @Test
  void sendsTheIdThatTheCustomerCanTell() {
    var answer = api.post(ORDER);

    assertThat(api.calls.getFirst().text())
        .contains(
            "MessageAttribute.1.Value.StringValue="
                + answer.headers().firstValue("x-amz-apigw-id").orElseThrow().replace("=", "%3D"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidParameterValue, 413",
    "400, InvalidMessageContents, 413",
    "413, RequestEntityTooLarge, 413",
    "403, AccessDenied, 500",
    "404, QueueDoesNotExist, 500",
    "400, ThrottlingException, 503",
    "403, RequestThrottled, 503",
    "500, InternalFailure, 503",
    "503, ServiceUnavailable, 503",
    "302, Moved, 500"
  })
  void neverTurnsAnErrorOfSqsIntoASuccess(int status, String code, int expected) throws Exception {
    api.backendAnswers(status, "{\"Error\":{\"Code\":\"%s\",\"Message\":\"\"}}".formatted(code));

    assertProblem(api.post(ORDER), expected);
  }

  @ParameterizedTest
  @CsvSource({
    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException, 503",
    "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded, 503",
    "com.amazon.coral.availability#ThrottlingException, 503",
    "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException, 500",
    "com.amazon.coral.service#AccessDeniedException, 500"
  })
  void tellsWhatARetryCuresFromDynamoDbsBadRequests(String type, int expected) throws Exception {
    api.backendAnswers(400, "{\"__type\":\"%s\"}".formatted(type));

    var answer = api.get("/orders/" + ORDER_ID);

    assertProblem(answer, expected);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(expected == 503);
  }

  @Test
  void showsAnOrderWithAllItHas() throws Exception {
    api.backendAnswers(200, rejectedItem());

    var answer = api.get("/orders/" + ORDER_ID);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertConforms(answer, "OrderStatus");
    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"orderId":"%1$s","status":"REJECTED","acceptedAt":"2026-11-21T03:15:00.123Z",
                 "currency":"EUR","total":1234,"reason":"OUT_OF_STOCK","reasonDetail":"no \\"SOLD-OUT\\" it's gone",
                 "conflicts":{"count":2,"last":[{"at":"2026-11-21T03:15:01.000Z","bodyHash":"ab"}]},
                 "lines":[{"sku":"COFFEE-250","quantity":2},{"sku":"SOLD-OUT","quantity":1}],
                 "history":[{"status":"ACCEPTED","at":"2026-11-21T03:15:00.123Z"},{"status":"REJECTED","at":"2026-11-21T03:15:02.000Z"}],
                 "links":{"self":"/v1/orders/%1$s"}}
                """
                    .formatted(ORDER_ID)));
  }

  @Test
  void showsANewOrderWithoutWhatItHasNotYet() throws Exception {
    api.backendAnswers(200, newItem());

    var answer = api.get("/orders/" + ORDER_ID);

    assertConforms(answer, "OrderStatus");
    assertThat(JSON.readTree(answer.body()).properties().stream().map(e -> e.getKey()))
        .doesNotContain("total", "reason", "reasonDetail", "conflicts");
  }

  /** HTTP/2 has header names in lower case, and API Gateway tells the two apart. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match | %s",
        "if-none-match | %s",
        "If-None-Match | W/%s",
        "If-None-Match | \"0.0\", %s"
      })
  void answersEmptyWhileNothingHasChanged(String header, String form) {
    api.backendAnswers(200, newItem());
    var etag = api.get("/orders/" + ORDER_ID).headers().firstValue("ETag").orElseThrow();

    var answer = api.get("/orders/" + ORDER_ID, header, form.formatted(etag));

    assertThat(etag).isEqualTo("\"1.0\"");
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("ETag")).hasValue(etag);
  }

  /** A client that polls is given the pace, and asks no more once the order has ended. */
  @ParameterizedTest
  @EnumSource(OrderStatus.class)
  void saysWhenToAskAgainWhileTheOrderGoesOn(OrderStatus status) throws Exception {
    api.backendAnswers(200, newItem().replace("ACCEPTED", status.name()));

    for (var tag : List.of("\"0.0\"", "\"1.0\"")) {
      var answer = api.get("/orders/" + ORDER_ID, "If-None-Match", tag);

      assertThat(answer.statusCode()).isEqualTo(tag.startsWith("\"1") ? 304 : 200);
      assertThat(answer.headers().firstValue("Retry-After"))
          .isEqualTo(
              switch (status) {
                case CONFIRMED, REJECTED, CANCELLED -> Optional.empty();
                case PARKED -> Optional.of("60"); // an operator decides, which takes hours
                default -> Optional.of("1");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1.1\"", "\"11.0\"", "1.0", "*"})
  void answersWithTheOrderWhenAnotherTagIsKnown(String tag) {
    api.backendAnswers(200, newItem());

    assertThat(api.get("/orders/" + ORDER_ID, "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  /** A body under a 304 would be taken for the next answer. */
  @Test
  void writesNoBodyForWhatHasNotChanged() throws Exception {
    var input =
        TemplateInput.ofRequest("", Map.of(), Map.of(), Map.of("if-none-match", "\"1.0\""))
            .withResponse(newItem());

    assertThat(
            OrdersApi.responseTemplate("get", "/orders/{orderId}")
                .render(input, MappingTemplate.context(Map.of("path", "/v1")), Map.of()))
        .isEmpty();
  }

  @Test
  void readsOneOrderOfTheCallerAndNeverItsPersonalData() throws Exception {
    api.get("/orders/" + ORDER_ID);

    var call = api.calls.getFirst();
    var request = JSON.readTree(call.text());
    assertThat(call.operation()).isEqualTo("GetItem");
    assertThat(request.at("/TableName").asText()).isEqualTo(OrdersApi.TABLE);
    assertThat(request.at("/Key/customer/S").asText()).isEqualTo("acme");
    assertThat(request.at("/Key/orderId/S").asText()).isEqualTo(ORDER_ID);
    assertThat(request.at("/ConsistentRead").asBoolean()).isTrue();
    assertThat(request.at("/ProjectionExpression").asText()).isNotEmpty();
    assertThat(call.text()).doesNotContain("ddress", "oken", "note", "email");
  }

  @Test
  void answersTheSameForAnUnknownOrderAndForAnothersOne() throws Exception {
    var answer = api.get("/orders/" + ORDER_ID);

    assertProblem(answer, 404);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(JSON.readTree(answer.body()).path("detail").asText())
        .contains("unknown or not yet recorded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "019A3C5E-7B1F-7C44-9D0E-2F6B8A1C3D5E",
        "019a3c5e-7b1f-7c44-9d0e-2f6b8a1c3d5e%0A",
        "%22%7D%2C%22customer%22%3A%7B%22S%22%3A%22other%22%7D",
        "%24context.identity",
        "it's%20%5C%27",
        "%F0%9F%9A%80%C3%A9%09%7F",
        "..%2F..%2Forders",
        "%00",
        "attribute_not_exists(pk)"
      })
  void asksForTheCallersOwnOrderWhateverIsGivenAsItsId(String id) throws Exception {
    assertProblem(api.get("/orders/" + id), 404);

    var key = JSON.createObjectNode();
    key.putObject("customer").put("S", "acme");
    key.putObject("orderId").put("S", URLDecoder.decode(id, UTF_8));
    assertThat(JSON.readTree(api.calls.getFirst().text()).path("Key")).isEqualTo(key);
  }

  @Test
  void knowsNoOrderUnderAKeyThatDynamoDbFindsTooLong() throws Exception {
    api.backendAnswers(
        400, "{\"__type\":\"com.amazon.coral.validate#ValidationException\",\"message\":\"Size\"}");

    assertProblem(api.get("/orders/" + "x".repeat(2_000)), 404);
  }

  /** What the two functions do is tested where they are. */
  @ParameterizedTest
  @CsvSource({"GET, /orders, ListOrders", "DELETE, /orders/x, CancelOrder"})
  void leavesListsAndCancellationsToAFunctionEach(String method, String path, String function) {
    api.backendAnswers(200, "{\"statusCode\":200,\"body\":\"{}\"}");

    var request =
        api.request(path)
            .header("Authorization", "Bearer " + api.token())
            .method(method, BodyPublishers.noBody());

    assertThat(api.send(request).statusCode()).isEqualTo(200);
    assertThat(api.calls.getFirst().path()).contains(function);
    assertThat(api.calls.getFirst().text()).contains("\"sub\":\"acme\"");
  }

  static Stream<Consumer<ObjectNode>> badOrders() {
    return Stream.of(
        order -> order.remove("orderId"),
        order -> order.put("orderId", ORDER_ID.toUpperCase()),
        order -> order.put("orderId", ORDER_ID + "\n"),
        order -> order.put("orderId", ""),
        order -> order.put("orderId", "a".repeat(10_000)),
        order -> line(order).put("quantity", 0),
        order -> line(order).put("quantity", 1000),
        order -> line(order).put("quantity", -1),
        order -> line(order).put("quantity", 4294967297L),
        order -> line(order).put("quantity", 1.5),
        order -> line(order).put("quantity", "1"),
        order -> line(order).put("price", 1),
        order -> line(order).put("sku", "coffee"),
        order -> line(order).put("sku", "A".repeat(33)),
        order -> order.put("currency", "eur"),
        order -> order.put("currency", "EUR\n"),
        order -> order.put("currency", "\u0415UR"),
        order -> order.put("paymentToken", "4111111111111111"),
        order -> order.put("note", "x".repeat(501)),
        order -> order.put("note", "\uffff"),
        order -> order.putNull("note"),
        order -> order.put("email", "ada"),
        order -> order.put("email", "ada@localhost"),
        order -> order.put("email", "ada@example.com\n"),
        order -> order.put("email", "ada@example.com,eve@example.com"),
        order -> order.put("email", "a@" + "a.".repeat(2_000) + "!"),
        order -> order.put("email", "a@" + "b".repeat(60) + ".c".repeat(100)),
        order -> order.put("expiresAt", "2026-11-21"),
        order -> order.put("expiresAt", "2026-11-21T08:30:00+01:00"),
        order -> order.put("expiresAt", "2026-11-21T08:30:00Z\n"),
        order -> order.put("expiresAt", 1795249800),
        order -> order.put("customer", "someone"),
        order -> order.put("status", "CONFIRMED"),
        order -> order.put("__proto__", "x"),
        order -> order.put("@class", "java.lang.Runtime"),
        order -> ((ObjectNode) order.get("shippingAddress")).put("country", "gb"),
        order -> ((ObjectNode) order.get("shippingAddress")).put("name", ""),
        order -> ((ObjectNode) order.get("shippingAddress")).put("phone", "1"));
  }

  @ParameterizedTest
  @MethodSource("badOrders")
  void refusesWhatIsNoOrder(Consumer<ObjectNode> spoil) throws Exception {
    var order = (ObjectNode) JSON.readTree(ORDER);
    spoil.accept(order);

    assertProblem(api.post(order.toString()), 400);
    assertThat(api.calls).isEmpty();
  }

  @Test
  void acceptsTheLargestOrder() throws Exception {
    var order = (ObjectNode) JSON.readTree(ORDER);
    lines(order, 25);
    order.put("note", "\ud83d\ude80".repeat(500));
    order.put("expiresAt", "2026-11-21T08:30:00.123Z");
    order.put(
        "email", "a".repeat(64) + "@" + ("b".repeat(62) + ".").repeat(3).substring(0, 188) + "c");

    assertThat(api.post(order.toString()).statusCode()).isEqualTo(202);
    assertThat(api.calls.getFirst().body().length).isLessThan(262_144);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "1",
        "[]",
        "null",
        "{",
        "{\"a\":1}",
        "/* */{}",
        "{'a':1}",
        "{\"a\":NaN}",
        "\ufeff{}"
      })
  void refusesABodyThatIsNoJsonObject(String body) throws Exception {
    assertProblem(api.post(body), 400);
    assertThat(api.calls).isEmpty();
  }

  @Test
  void neverEchoesTheClientsText() throws Exception {
    var spoilt = ORDER.replace("\"EUR\"", "\"</script>\\\"$context\"").replace("tok_visa", "4111");

    var answer = api.post(spoilt);

    assertProblem(answer, 400);
    assertThat(answer.body()).doesNotContain("</script", "4111", "$context");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/json;charset=utf-16"})
  void refusesOtherMediaTypes(String type) throws Exception {
    assertProblem(api.post(ORDER, "Content-Type", type), 415);
    assertThat(api.calls).isEmpty();
  }

  @Test
  void refusesAnIdToken() throws Exception {
    var idToken = api.pools.issueIdToken("us-east-1_orders", "acme");

    var answer = api.send(api.request("/orders").header("Authorization", "Bearer " + idToken));

    assertProblem(answer, 401);
    assertProblem(api.send(api.request("/orders")), 401);
    assertThat(api.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/Orders",
        "/orders/",
        "/orders//",
        "/orders/../orders",
        "/order",
        "/v1/orders"
      })
  void knowsNoOtherPath(String path) throws Exception {
    assertProblem(api.get(path), 404);
  }

  /** API Gateway cannot say 405: to it, a method is a part of what it looks up. */
  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "TRACE", "OPTIONS", "BREW"})
  void answersAnotherMethodLikeAnUnknownPath(String method) throws Exception {
    for (var path : new String[] {"/orders", "/orders/" + ORDER_ID}) {
      var request = api.request(path).header("Authorization", api.token());
      assertProblem(api.send(request.method(method, BodyPublishers.noBody())), 404);
    }
    assertThat(api.calls).isEmpty();
  }

  @Test
  void describesAnErrorOfEveryKindAsAProblemWithItsStatus() throws Exception {
    var responses = OrdersApi.definition().path("x-amazon-apigateway-gateway-responses");

    for (var response : responses.properties()) {
      var template =
          response
              .getValue()
              .at("/responseTemplates/application~1json")
              .asText()
              .replace("$context.error.messageString", "\"Missing\"");
      var problem = JSON.readTree(template);
      assertThat(problem.path("status").asText(""))
          .as(response.getKey())
          .isEqualTo(response.getValue().path("statusCode").asText(""));
      assertValid(problem, "Problem");
      assertThat(template).doesNotContain("validationErrorString", "#set", "$util");
    }
  }

  private static void assertProblem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertConforms(answer, "Problem");
    assertThat(JSON.readTree(answer.body()).path("status").asInt()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("$context", "Exception", "\tat ");
  }

  private static void assertConforms(HttpResponse<String> answer, String schema)
      throws JsonProcessingException {
    assertValid(JSON.readTree(answer.body()), schema);
  }

  private static void assertValid(JsonNode value, String schema) {
    var root = JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    root.set("components", OrdersApi.definition().path("components"));
    var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);
    assertThat(factory.getSchema(root).validate(value)).as(value.toString()).isEmpty();
  }

  private static ObjectNode line(ObjectNode order) {
    return (ObjectNode) order.at("/lines/0");
  }

  private static void lines(ObjectNode order, int count) {
    var lines = order.putArray("lines");
    for (var i = 0; i < count; i++) {
      lines.addObject().put("sku", "SKU-" + i).put("quantity", 1);
    }
  }

  private static String newItem() {
    return """
    {"Item":{"orderId":{"S":"%s"},"status":{"S":"ACCEPTED"},"version":{"N":"1"},
      "acceptedAt":{"S":"2026-11-21T03:15:00.123Z"},"currency":{"S":"EUR"},
      "lines":{"L":[{"M":{"sku":{"S":"COFFEE-250"},"quantity":{"N":"2"}}}]},
      "history":{"L":[{"M":{"status":{"S":"ACCEPTED"},"at":{"S":"2026-11-21T03:15:00.123Z"}}}]}}}
    """
        .formatted(ORDER_ID);
  }

  private static String rejectedItem() {
    return """
    {"Item":{"orderId":{"S":"%s"},"status":{"S":"REJECTED"},"version":{"N":"2"},
      "acceptedAt":{"S":"2026-11-21T03:15:00.123Z"},"currency":{"S":"EUR"},"total":{"N":"1234"},
      "reason":{"S":"OUT_OF_STOCK"},"reasonDetail":{"S":"no \\"SOLD-OUT\\" it's gone"},
      "conflictCount":{"N":"2"},
      "conflicts":{"L":[{"M":{"at":{"S":"2026-11-21T03:15:01.000Z"},"bodyHash":{"S":"ab"}}}]},
      "lines":{"L":[{"M":{"sku":{"S":"COFFEE-250"},"quantity":{"N":"2"}}},{"M":{"sku":{"S":"SOLD-OUT"},"quantity":{"N":"1"}}}]},
      "history":{"L":[{"M":{"status":{"S":"ACCEPTED"},"at":{"S":"2026-11-21T03:15:00.123Z"}}},
                      {"M":{"status":{"S":"REJECTED"},"at":{"S":"2026-11-21T03:15:02.000Z"}}}]}}}
    """
        .formatted(ORDER_ID);
  }
}

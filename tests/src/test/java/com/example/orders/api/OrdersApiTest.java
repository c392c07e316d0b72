package com.example.orders.api;

import static com.example.orders.api.ServedOrdersApi.ORDER;
import static com.example.orders.api.ServedOrdersApi.ORDER_ID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, with SQS and DynamoDB played by the test. */
class OrdersApiTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final String CURSOR =
      Base64.getEncoder().encodeToString(("2026-11-21T03:15:00.123Z|" + ORDER_ID).getBytes(UTF_8));

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
  void acceptsAnOrderWithItsLocation() throws Exception {
    var answer = api.post(ORDER);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).hasValue("/orders/" + ORDER_ID);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertConforms(answer, "OrderAccepted");
    assertThat(JSON.readTree(answer.body()).at("/links/self").asText())
        .isEqualTo("/orders/" + ORDER_ID);
    var call = api.calls.getFirst();
    assertThat(call.service()).isEqualTo("sqs");
    assertThat(call.principal()).isEqualTo(OrdersApi.ROLE_ARN);
    assertThat(call.path()).isEqualTo("/000000000000/orders.fifo");
    assertThat(call.operation()).isEqualTo("SendMessage");
  }

  @Test
  void keepsTheStageInItsLinks() {
    var answer =
        api.send(
            api.request("/v1/orders")
                .header("Authorization", api.token())
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(ORDER)));

    assertThat(answer.headers().firstValue("Location")).hasValue("/v1/orders/" + ORDER_ID);
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidParameterValue, 500",
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

    for (var answer :
        List.of(
            api.get("/orders/" + ORDER_ID),
            api.get("/orders"),
            api.delete("/orders/" + ORDER_ID))) {
      assertProblem(answer, expected);
      assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(expected == 503);
    }
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
                 "links":{"self":"/orders/%1$s"}}
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

  @Test
  void answersEmptyWhileNothingHasChanged() {
    api.backendAnswers(200, newItem());
    var etag = api.get("/orders/" + ORDER_ID).headers().firstValue("ETag").orElseThrow();

    var answer = api.get("/orders/" + ORDER_ID, "If-None-Match", etag);

    assertThat(etag).isEqualTo("\"1.0\"");
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
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
        "..%2F..%2Forders",
        "%00",
        "attribute_not_exists(pk)"
      })
  void asksForNoOrderUnderWhatIsNoId(String id) throws Exception {
    assertProblem(api.get("/orders/" + id), 404);

    var key = JSON.readTree(api.calls.getFirst().text()).path("Key");
    assertThat(key)
        .isEqualTo(JSON.readTree("{\"customer\":{\"S\":\"acme\"},\"orderId\":{\"S\":\"-\"}}"));
  }

  @Test
  void cancelsAnOrderOfTheCallerFromTheStatusesThatTheChargeClaims() throws Exception {
    var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var answer = api.delete("/orders/" + ORDER_ID);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertConforms(answer, "OrderCancelling");
    assertThat(JSON.readTree(answer.body()).path("status").asText()).isEqualTo("CANCEL_REQUESTED");
    var call = api.calls.getFirst();
    var request = JSON.readTree(call.text());
    assertThat(call.operation()).isEqualTo("UpdateItem");
    assertThat(call.principal()).isEqualTo(OrdersApi.ROLE_ARN);
    assertThat(request.path("Key"))
        .isEqualTo(
            JSON.readTree(
                "{\"customer\":{\"S\":\"acme\"},\"orderId\":{\"S\":\"%s\"}}".formatted(ORDER_ID)));
    assertThat(request.path("ConditionExpression").asText())
        .isEqualTo("#status IN (:accepted, :reserved)");
    assertThat(request.path("ReturnValuesOnConditionCheckFailure").asText()).isEqualTo("ALL_OLD");
    var at = request.at("/ExpressionAttributeValues/:entries/L/0/M/at/S").asText();
    assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.]\\d{3}Z");
    assertThat(Instant.parse(at)).isBetween(before, Instant.now());
  }

  @ParameterizedTest
  @CsvSource({
    "CANCEL_REQUESTED, CANCEL_REQUESTED, 202",
    "COMPENSATING, CANCEL_REQUESTED, 202",
    "PARKED, CANCEL_REQUESTED, 202",
    "CANCELLED, CANCEL_REQUESTED, 202",
    "CHARGING, INVENTORY_RESERVED, 409",
    "PAYMENT_CHARGED, CHARGING, 409",
    "CONFIRMED, PAYMENT_CHARGED, 409",
    "COMPENSATING, CHARGING, 409",
    "REJECTED, COMPENSATING, 409",
    "PARKED, CHARGING, 409"
  })
  void tellsByTheRowWhetherItIsCancelled(String status, String past, int expected)
      throws Exception {
    api.backendAnswers(400, conditionFailed(status, past));

    var answer = api.delete("/orders/" + ORDER_ID);

    if (expected == 202) {
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertConforms(answer, "OrderCancelling");
      assertThat(JSON.readTree(answer.body()).path("status").asText()).isEqualTo(status);
    } else {
      assertProblem(answer, 409);
      assertThat(answer.body()).contains("The order is " + status + ".");
    }
    assertThat(answer.body()).doesNotContain("Secret", "tok_", "Throttling");
  }

  @Test
  void cannotCancelWhatIsUnknown() throws Exception {
    api.backendAnswers(
        400,
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\",\"message\":\"The conditional request failed\"}");

    assertProblem(api.delete("/orders/" + ORDER_ID), 404);
    assertProblem(api.delete("/orders/x"), 404);
    assertThat(JSON.readTree(api.calls.getLast().text()).at("/Key/orderId/S").asText())
        .isEqualTo("-");
  }

  private static String conditionFailed(String status, String past) {
    return """
    {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"The conditional request failed",
     "Item":{"customer":{"S":"acme"},"orderId":{"S":"%s"},"status":{"S":"%s"},"version":{"N":"3"},
      "note":{"S":"ThrottlingException \\"Secret"},"paymentToken":{"S":"tok_visa"},
      "history":{"L":[{"M":{"status":{"S":"ACCEPTED"},"at":{"S":"2026-11-21T03:15:00.123Z"}}},
                      {"M":{"status":{"S":"%s"},"at":{"S":"2026-11-21T03:15:01.000Z"}}},
                      {"M":{"status":{"S":"%s"},"at":{"S":"2026-11-21T03:15:02.000Z"}}}]}}}
    """
        .formatted(ORDER_ID, status, past, status);
  }

  @Test
  void listsAPageWithALinkToTheNext() throws Exception {
    api.backendAnswers(
        200,
        """
        {"Items":[
          {"orderId":{"S":"%1$s"},"status":{"S":"CONFIRMED"},"acceptedAt":{"S":"2026-11-21T03:15:00.123Z"},"total":{"N":"1234"},"currency":{"S":"EUR"}},
          {"orderId":{"S":"%1$s"},"status":{"S":"REJECTED"},"acceptedAt":{"S":"2026-11-21T03:14:00.123Z"},"reason":{"S":"CARD_DECLINED"}}],
         "LastEvaluatedKey":{"customer":{"S":"acme"},"orderId":{"S":"%1$s"},"acceptedAt":{"S":"2026-11-21T03:15:00.123Z"}}}
        """
            .formatted(ORDER_ID));

    var answer = api.get("/orders?limit=10");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertConforms(answer, "OrderList");
    var page = JSON.readTree(answer.body());
    assertThat(page.at("/orders/0/total").asInt()).isEqualTo(1234);
    assertThat(page.at("/orders/1/reason").asText()).isEqualTo("CARD_DECLINED");
    assertThat(page.at("/orders/1/links/self").asText()).isEqualTo("/orders/" + ORDER_ID);
    assertThat(page.at("/links/next").asText())
        .isEqualTo("/orders?limit=10&cursor=" + CURSOR.replace("=", "%3D"));
    assertThat(page.at("/nextCursor").asText()).isEqualTo(CURSOR);
    api.get(page.at("/links/next").asText());
    assertThat(JSON.readTree(api.calls.getLast().text()).path("ExclusiveStartKey"))
        .isEqualTo(
            JSON.readTree(
                """
                {"customer":{"S":"acme"},"acceptedAt":{"S":"2026-11-21T03:15:00.123Z"},"orderId":{"S":"%s"}}
                """
                    .formatted(ORDER_ID)));
  }

  @Test
  void listsAnEmptyPage() throws Exception {
    api.backendAnswers(200, "{\"Items\":[],\"Count\":0}");

    var answer = api.get("/orders");

    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(JSON.readTree("{\"orders\":[],\"links\":{\"self\":\"/orders\"}}"));
    var query = JSON.readTree(api.calls.getFirst().text());
    assertThat(query.path("Limit").asInt()).isEqualTo(25);
    assertThat(query.path("ScanIndexForward").asBoolean(true)).isFalse();
    assertThat(query.path("IndexName").asText()).isEqualTo("byAcceptedAt");
  }

  static Stream<String> badPages() {
    var valid = "2026-11-21T03:15:00.123Z|" + ORDER_ID;
    return Stream.of(
        "limit=0",
        "limit=",
        "limit=26",
        "limit=10,%22x%22:1",
        "limit=10%0A",
        "limit=1000",
        "limit=-10",
        "limit=%24context",
        "cursor=",
        "cursor=x",
        "cursor=" + CURSOR.substring(1),
        "cursor=" + CURSOR + "%0A",
        "cursor=" + encode(valid.toUpperCase()),
        "cursor=" + encode(valid.replace('|', '!')),
        "cursor=" + encode("\"}},\"TableName\":\"x" + valid.substring(17)),
        "cursor=" + CURSOR.replace("==", "%3D"),
        "cursor=" + "A".repeat(82) + "%3D%3D",
        "cursor=" + "%F0%9F%9A%80".repeat(42));
  }

  @ParameterizedTest
  @MethodSource("badPages")
  void refusesABadLimitOrCursorAndAsksDynamoDbForNothingOfIt(String query) throws Exception {
    api.backendAnswers(200, "{\"Items\":[]}");

    assertProblem(api.get("/orders?" + query), 400);

    var sent = JSON.readTree(api.calls.getFirst().text());
    assertThat(sent.path("Limit").asInt()).isEqualTo(1);
    assertThat(sent.has("ExclusiveStartKey")).isFalse();
    assertThat(sent.at("/ExpressionAttributeValues/:customer/S").asText()).isEqualTo("acme");
  }

  static Stream<Consumer<ObjectNode>> badOrders() {
    return Stream.of(
        order -> order.remove("orderId"),
        order -> order.put("orderId", ORDER_ID.toUpperCase()),
        order -> order.put("orderId", ORDER_ID + "\n"),
        order -> order.put("orderId", ""),
        order -> order.put("orderId", "a".repeat(10_000)),
        order -> order.putArray("lines"),
        order -> lines(order, 26),
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
        "/v2/orders"
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
      assertThat(problem.path("status").asText())
          .as(response.getKey())
          .isEqualTo(response.getValue().path("statusCode").asText());
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

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8)).replace("=", "%3D");
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

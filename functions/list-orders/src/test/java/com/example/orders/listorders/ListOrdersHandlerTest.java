package com.example.orders.listorders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.Telemetry;
import com.example.orders.testing.EventFiles;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Pages of a customer's orders, and every kind of request that is refused. */
class ListOrdersHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a";
  private static final String PLACE = "2026-11-21T03:15:00.123Z|" + ORDER;
  private static final String CURSOR = encode(PLACE);

  private final DynamoDbClient dynamoDb = mock();
  private final List<QueryRequest> queries = new ArrayList<>();
  private final ListOrdersHandler handler =
      new ListOrdersHandler(
          new DynamoDbCustomerOrders(dynamoDb, "orders-table"), Telemetry.fromEnvironment());

  @Test
  void showsAPageWithALinkToTheNext() throws Exception {
    dynamoDbAnswers(
        QueryResponse.builder()
            .items(
                List.of(
                    item("CONFIRMED", Map.of("total", n("1234"), "currency", s("EUR"))),
                    item("REJECTED", Map.of("reason", s("OUT_OF_STOCK")))))
            .lastEvaluatedKey(item("REJECTED", Map.of()))
            .build());

    var answer = answer(event("first-page"));

    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/json");
    assertThat(body(answer))
        .isEqualTo(
            JSON.readTree(
                """
                {"orders":[
                  {"orderId":"%1$s","status":"CONFIRMED","acceptedAt":"2026-11-21T03:15:00.123Z",
                   "total":1234,"currency":"EUR","links":{"self":"/v1/orders/%1$s"}},
                  {"orderId":"%1$s","status":"REJECTED","acceptedAt":"2026-11-21T03:15:00.123Z",
                   "reason":"OUT_OF_STOCK","links":{"self":"/v1/orders/%1$s"}}],
                 "nextCursor":"%2$s",
                 "links":{"self":"/v1/orders","next":"/v1/orders?limit=10&cursor=%3$s"}}
                """
                    .formatted(ORDER, CURSOR, CURSOR.replace("=", "%3D"))));
  }

  @Test
  void asksForTheNewestOrdersOfTheCaller() {
    dynamoDbAnswers(QueryResponse.builder().items(List.of()).build());

    answer(event("first-page"));

    var query = queries.getFirst();
    assertThat(query.tableName()).isEqualTo("orders-table");
    assertThat(query.indexName()).isEqualTo("byAcceptedAt");
    assertThat(query.expressionAttributeValues()).isEqualTo(Map.of(":customer", s("acme")));
    assertThat(query.scanIndexForward()).isFalse();
    assertThat(query.limit()).isEqualTo(10);
    assertThat(query.hasExclusiveStartKey()).isFalse();
    assertThat(query.projectionExpression()).doesNotContain("ddress", "oken", "note", "email");
  }

  @Test
  void goesOnWhereTheCursorSaysAmongTheCallersOwn() {
    dynamoDbAnswers(QueryResponse.builder().items(List.of()).build());

    answer(event("next-page"));

    assertThat(queries.getFirst().exclusiveStartKey())
        .isEqualTo(
            Map.of(
                "customer", s("acme"),
                "acceptedAt", s("2026-11-21T03:15:00.123Z"),
                "orderId", s(ORDER)));
  }

  @Test
  void showsAnEmptyPage() throws Exception {
    dynamoDbAnswers(QueryResponse.builder().items(List.of()).build());
    var event = event("first-page");
    event.setMultiValueQueryStringParameters(null);

    var answer = answer(event);

    assertThat(queries.getFirst().limit()).isEqualTo(25);
    assertThat(body(answer))
        .isEqualTo(JSON.readTree("{\"orders\":[],\"links\":{\"self\":\"/v1/orders\"}}"));
  }

  static Stream<Map<String, List<String>>> badPages() {
    return Stream.concat(
        Stream.of("0", "", "26", "10,\"x\":1", "10\n", "1000", "-10", "$context", "10 ")
            .map(limit -> Map.of("limit", List.of(limit))),
        Stream.of(
                List.of(""),
                List.of("x"),
                List.of(CURSOR, CURSOR),
                List.of(CURSOR.substring(1)),
                List.of(CURSOR + "\n"),
                List.of(encode(PLACE.toUpperCase(java.util.Locale.ROOT))),
                List.of(encode(PLACE.replace('|', '!'))),
                List.of(encode("\"}},\"TableName\":\"x" + PLACE.substring(17))),
                List.of(CURSOR.replace("==", "=")),
                List.of("A".repeat(82) + "=="),
                List.of("\ud83d\ude80".repeat(42)))
            .map(cursors -> Map.of("cursor", cursors)));
  }

  @ParameterizedTest
  @MethodSource("badPages")
  void refusesABadLimitOrCursorAndAsksForNothing(Map<String, List<String>> query) throws Exception {
    var event = event("first-page");
    event.setMultiValueQueryStringParameters(query);

    assertProblem(answer(event), 400);
    verifyNoInteractions(dynamoDb);
  }

  static Stream<RuntimeException> passing() {
    return Stream.of(
        ProvisionedThroughputExceededException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ProvisionedThroughputExceededException")
                    .build())
            .build(),
        InternalServerErrorException.builder().statusCode(500).build(),
        ApiCallTimeoutException.create(6_000));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void isBusyWhileDynamoDbIs(RuntimeException error) throws Exception {
    when(dynamoDb.query(any(QueryRequest.class))).thenThrow(error);

    var answer = answer(event("first-page"));

    assertProblem(answer, 503);
    assertThat(answer.getHeaders()).containsEntry("Retry-After", "1");
  }

  /** An error of ours: it is counted as one, and API Gateway answers it. */
  @Test
  void failsOverWhatNoRetryCures() {
    when(dynamoDb.query(any(QueryRequest.class)))
        .thenThrow(ResourceNotFoundException.builder().statusCode(400).build());

    assertThatThrownBy(() -> answer(event("first-page")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private void dynamoDbAnswers(QueryResponse response) {
    when(dynamoDb.query(any(QueryRequest.class)))
        .thenAnswer(
            call -> {
              queries.add(call.getArgument(0));
              return response;
            });
  }

  private static void assertProblem(APIGatewayProxyResponseEvent answer, int status)
      throws Exception {
    assertThat(answer.getStatusCode()).isEqualTo(status);
    assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/problem+json");
    assertThat(body(answer).path("status").asInt()).isEqualTo(status);
  }

  private APIGatewayProxyResponseEvent answer(APIGatewayProxyRequestEvent event) {
    return handler.handleRequest(event, mock(Context.class));
  }

  private static APIGatewayProxyRequestEvent event(String name) {
    return EventFiles.event("list-orders/" + name + ".json", APIGatewayProxyRequestEvent.class);
  }

  private static JsonNode body(APIGatewayProxyResponseEvent answer) throws JsonProcessingException {
    return JSON.readTree(answer.getBody());
  }

  private static Map<String, AttributeValue> item(
      String status, Map<String, AttributeValue> further) {
    var item = new java.util.HashMap<>(further);
    item.put("orderId", s(ORDER));
    item.put("acceptedAt", s("2026-11-21T03:15:00.123Z"));
    item.put("status", s(status));
    return item;
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue n(String value) {
    return AttributeValue.fromN(value);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}

package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.StackOutputs;
import com.example.orders.cli.Unnotified;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.event.ruler.Ruler;

/** Customers are notified of how their orders ended, and a notification that fails is not lost. */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotifyCustomerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "notified";
  private static final String DOMAIN = "@simulator.orderly.example";

  private Target target;
  private BusCopy bus;
  private DynamoDbClient dynamoDb;
  private Inbox inbox;
  private EventBridgeClient eventBridge;

  @BeforeAll
  void open(Target target) {
    this.target = target;
    bus = new BusCopy(target);
    dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build();
    inbox = Inbox.of(target);
    eventBridge = StackOutputs.configure(EventBridgeClient.builder(), target.endpoint()).build();
  }

  @AfterAll
  void close() {
    bus.close();
    dynamoDb.close();
    inbox.close();
    eventBridge.close();
  }

  @Test
  void tellsByEmailOrInTheAccountWhatevertheEnd() {
    var confirmed = place(Orders.good().put("email", "ada@example.com"));
    var rejected = place(Orders.withLines("SOLD-OUT", 1));

    awaitNotification(confirmed + "#OrderConfirmed", 1, "EMAIL");
    awaitNotification(rejected + "#OrderRejected", 1, "ACCOUNT");
  }

  @Test
  void triesAgainWhenTheNotifierIsBusy() {
    var key = place(Orders.good().put("email", "throttle" + DOMAIN)) + "#OrderConfirmed";

    awaitNotification(key, 3, "EMAIL");
  }

  @Test
  void waitsForASlowNotifier() {
    var key = place(Orders.good().put("email", "slow" + DOMAIN)) + "#OrderConfirmed";

    awaitNotification(key, 1, "EMAIL");
  }

  @Test
  void aSuccessIsPutOnTheBusAndStartsNothing() throws Exception {
    var key = place(Orders.good().put("email", "ada@example.com")) + "#OrderConfirmed";
    var record = awaitSuccess(key, false);

    assertThat(record.path("source").asText()).isEqualTo("lambda");
    assertThat(record.at("/detail/requestPayload/source").asText()).isEqualTo("orderly.orders");
    for (var pattern : patternsOfOurs()) {
      assertThat(Ruler.matchesRule(record.toString(), pattern)).as(pattern).isFalse();
    }
  }

  @Test
  void theRowOfAnOrderSaysWhatItsEventSaid() {
    var notACurrency = Orders.good().put("currency", "QQQ");
    for (var key :
        List.of(
            place(Orders.good()) + "#OrderConfirmed",
            place(Orders.withLines("SOLD-OUT", 1)) + "#OrderRejected",
            place(notACurrency) + "#OrderRejected")) {
      var published = awaitSuccess(key, false).at("/detail/requestPayload");
      var event = Unnotified.event(row(key));
      assertThat(event.path("detail-type")).isEqualTo(published.path("detail-type"));
      assertThat(event.path("source")).isEqualTo(published.path("source"));
      assertThat(event.path("detail").toPrettyString())
          .isEqualTo(published.path("detail").toPrettyString());
    }
  }

  private Map<String, AttributeValue> row(String notificationKey) {
    var parts = notificationKey.split("#");
    return dynamoDb
        .getItem(
            get ->
                get.tableName(target.outputs().get("OrdersTableName"))
                    .key(
                        Map.of(
                            "customer", AttributeValue.fromS(parts[0]),
                            "orderId", AttributeValue.fromS(parts[1]))))
        .item();
  }

  @Test
  void theSameEventAgainTellsNobodyAgain() {
    var key = place(Orders.good().put("email", "ada@example.com")) + "#OrderConfirmed";
    var event = awaitSuccess(key, false).at("/detail/requestPayload");
    put(event.path("detail-type").asText(), event.path("detail"));

    assertThat(awaitSuccess(key, true).at("/detail/responsePayload/channel").asText())
        .isEqualTo("EMAIL");
    awaitNotification(key, 1, "EMAIL");
  }

  @Test
  void whomNobodyCanTellIsAmongTheFailuresWithTheEvent() {
    var key = place(Orders.good().put("email", "bounce" + DOMAIN)) + "#OrderConfirmed";

    awaitFailure(key, "com.example.orders.notifycustomer.AddressRefusedException");
    var row = notification(key);
    assertThat(row.get("attempts").n()).isEqualTo("3");
    assertThat(row).doesNotContainKey("deliveries");
  }

  @Test
  void anEventOfAnotherSchemaVersionIsAmongTheFailures() {
    var key = "stranger#0199c0de-0000-7000-8000-0000000000e1#OrderConfirmed";
    var detail = JSON.createObjectNode();
    detail.putObject("metadata").put("schemaVersion", 2).put("idempotencyKey", key);
    put("OrderConfirmed", detail);

    awaitFailure(key, "com.example.orders.json.UnreadableEventException");
    assertThat(notification(key)).isEmpty();
  }

  /** Places the order and answers its key in the tables once it has ended. */
  private String place(ObjectNode order) {
    assertThat(target.api().place(CUSTOMER, order.toString()).httpStatus()).isEqualTo(202);
    target.awaitTerminal(CUSTOMER, Orders.id(order));
    return target.subject(CUSTOMER) + "#" + Orders.id(order);
  }

  private void put(String type, JsonNode detail) {
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(target.outputs().get("OrderEventsName"))
            .source("orderly.orders")
            .detailType(type)
            .detail(detail.toString())
            .build();
    var answer = eventBridge.putEvents(put -> put.entries(entry));
    assertThat(answer.failedEntryCount()).isZero();
  }

  private void awaitNotification(String key, int attempts, String channel) {
    target.await(
        () ->
            assertThat(notification(key))
                .containsEntry("deliveries", AttributeValue.fromN("1"))
                .containsEntry("attempts", AttributeValue.fromN("" + attempts))
                .containsEntry("channel", AttributeValue.fromS(channel)));
  }

  private Map<String, AttributeValue> notification(String key) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(target.outputs().get("NotificationsTableName"))
                    .key(Map.of("notificationKey", AttributeValue.fromS(key))))
        .item();
  }

  private JsonNode awaitSuccess(String key, boolean before) {
    target.await(() -> assertThat(success(key, before)).isPresent());
    return success(key, before).orElseThrow();
  }

  private Optional<JsonNode> success(String key, boolean before) {
    return bus.events().stream()
        .map(NotifyCustomerIT::parse)
        .filter(event -> event.path("detail-type").asText().endsWith(" - Success"))
        .filter(
            event -> {
              var answer = event.at("/detail/responsePayload");
              return answer.path("notificationKey").asText().equals(key)
                  && answer.path("before").asBoolean() == before;
            })
        .findFirst();
  }

  /** In the inbox, where the failures queue is drained to, with the event as it came. */
  private void awaitFailure(String key, String error) {
    target.await(
        () ->
            assertThat(inbox.open())
                .anySatisfy(
                    failure -> {
                      assertThat(failure.error()).isEqualTo(error);
                      assertThat(inbox.payloads().get(failure.id()))
                          .contains("\"source\":\"orderly.orders\"", key);
                    }));
  }

  private List<String> patternsOfOurs() {
    return eventBridge
        .listRules(list -> list.eventBusName(target.outputs().get("OrderEventsName")))
        .rules()
        .stream()
        .filter(rule -> !rule.name().startsWith("copy-"))
        .map(rule -> rule.eventPattern())
        .toList();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}

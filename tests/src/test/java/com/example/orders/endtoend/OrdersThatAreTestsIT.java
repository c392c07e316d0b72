package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.StackOutputs;
import com.example.orders.testorder.TestOrder;
import com.example.orders.testorder.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A test order takes every step, and nothing of it leaves; the first test is a smoke test too. */
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrdersThatAreTestsIT {
  private static final String CUSTOMER = "acme";

  private Target target;
  private DynamoDbClient dynamoDb;

  @BeforeAll
  void open(Target target) {
    this.target = target;
    dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), target.endpoint()).build();
  }

  @AfterAll
  void close() {
    dynamoDb.close();
  }

  @Test
  void aTestOrderPasses() throws Exception {
    assertThat(passed(UUID.randomUUID())).isInstanceOf(Verdict.Passed.class);
  }

  @Test
  @Tag("local")
  void itTakesEveryStepAndNothingOfItLeaves() throws Exception {
    var stock = stock();
    var id = UUID.randomUUID();
    try (var bus = new BusCopy(target)) {
      assertThat(passed(id)).isInstanceOf(Verdict.Passed.class);
      var announced = key(id) + "#OrderConfirmed";
      target.await( // notify-customer has had its event
          () ->
              assertThat(bus.events())
                  .anySatisfy(
                      event ->
                          assertThat(event)
                              .contains("- Success", announced, "\"channel\":\"NONE\"")));
    }
    var left = stock();
    assertThat(left.remove(TestOrder.SKU)).isEqualTo(stock.remove(TestOrder.SKU) - 1);
    assertThat(left).isEqualTo(stock);
    assertNothingLeft(id);
    assertThat(kept(row(id))).isEqualTo(Duration.ofDays(1));
  }

  @Test
  @Tag("local")
  void itIsUndoneWithoutAnybodysHelpToo() {
    var order = Orders.withLines(TestOrder.SKU, 1).put("test", true);
    var id = place(order.put("paymentToken", "tok_declined"));

    assertThat(target.awaitTerminal(CUSTOMER, id.toString()).path("reason").asText())
        .isEqualTo("PAYMENT_DECLINED");
    assertNothingLeft(id);
  }

  /** With the same products and without the flag, it is a real order. */
  @Test
  @Tag("local")
  void anOrderThatIsMeantIsChargedShippedAndKept() {
    var id = place(Orders.good());

    target.awaitTerminal(CUSTOMER, id.toString());
    assertThat(item("LedgerTableName", "paymentKey", key(id)).get("charges").n()).isEqualTo("1");
    assertThat(item("ShipmentsTableName", "shipmentKey", key(id)).get("parcels").n())
        .isEqualTo("1");
    assertThat(row(id)).doesNotContainKeys("test", "removeAt");
  }

  @Test
  @Tag("local")
  void noOrderBecomesATestByARepeat() {
    var order = Orders.good();
    var id = place(order);
    target.awaitTerminal(CUSTOMER, id.toString());
    place(order.put("test", true));

    target.awaitConflicts(CUSTOMER, id.toString(), 1);
    assertThat(row(id)).doesNotContainKeys("test", "removeAt");
  }

  @Test
  @Tag("local")
  void aTestOrderTakesNoGoods() {
    for (var order :
        new ObjectNode[] {
          Orders.good().put("test", true),
          Orders.withLines(TestOrder.SKU, 2).put("test", true),
          Orders.withLines(TestOrder.SKU, 1)
        }) {
      var id = place(order);
      assertThat(target.awaitTerminal(CUSTOMER, id.toString()).path("reason").asText())
          .isEqualTo("INVALID_ORDER");
    }
  }

  private Verdict passed(UUID id) throws Exception {
    var order = TestOrder.overHttp();
    var api = URI.create(target.api().baseUrl());
    var token = target.api().tokens().apply(CUSTOMER);
    assertThat(order.place(api, token, id)).isEqualTo(202);
    var verdict =
        Awaitility.await("test order " + id)
            .atMost(Duration.ofSeconds(120))
            .pollInterval(Duration.ofMillis(50))
            .until(
                () -> order.judge(api, token, id),
                seen -> seen instanceof Verdict.Passed || seen instanceof Verdict.Failed);
    return verdict;
  }

  private UUID place(ObjectNode order) {
    assertThat(target.api().place(CUSTOMER, order.toString()).httpStatus()).isEqualTo(202);
    return UUID.fromString(Orders.id(order));
  }

  private void assertNothingLeft(UUID id) {
    assertThat(item("LedgerTableName", "paymentKey", key(id))).isEmpty();
    assertThat(item("ShipmentsTableName", "shipmentKey", key(id))).isEmpty();
    for (var end : new String[] {"#OrderConfirmed", "#OrderRejected"}) {
      assertThat(item("NotificationsTableName", "notificationKey", key(id) + end)).isEmpty();
    }
  }

  private String key(UUID id) {
    return target.subject(CUSTOMER) + "#" + id;
  }

  private Map<String, AttributeValue> row(UUID id) {
    var key =
        Map.of(
            "customer", AttributeValue.fromS(target.subject(CUSTOMER)),
            "orderId", AttributeValue.fromS(id.toString()));
    return dynamoDb
        .getItem(
            get ->
                get.tableName(target.outputs().get("OrdersTableName"))
                    .key(key)
                    .consistentRead(true))
        .item();
  }

  private static Duration kept(Map<String, AttributeValue> row) {
    var acceptedAt = Instant.parse(row.get("acceptedAt").s()).getEpochSecond();
    return Duration.ofSeconds(Long.parseLong(row.get("removeAt").n()) - acceptedAt);
  }

  private Map<String, AttributeValue> item(String table, String name, String key) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(target.outputs().get(table))
                    .key(Map.of(name, AttributeValue.fromS(key)))
                    .consistentRead(true))
        .item();
  }

  private Map<String, Long> stock() {
    var stock = new TreeMap<String, Long>();
    dynamoDb
        .scanPaginator(
            scan -> scan.tableName(target.outputs().get("ProductsTableName")).consistentRead(true))
        .items()
        .forEach(
            product -> stock.put(product.get("sku").s(), Long.valueOf(product.get("stock").n())));
    return stock;
  }
}

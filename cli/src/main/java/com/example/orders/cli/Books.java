package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Checks that stock and money add up, from the tables themselves: what left the shelves is what
 * confirmed orders hold, and what the payment provider kept is what they cost.
 */
public final class Books implements AutoCloseable {
  private final DynamoDbClient dynamoDb;
  private final StackOutputs outputs;
  private final Map<String, Long> stockBefore;

  private Books(DynamoDbClient dynamoDb, StackOutputs outputs) {
    this.dynamoDb = dynamoDb;
    this.outputs = outputs;
    this.stockBefore = stock();
  }

  /** Notes the stock before the first order. */
  public static Books open(StackOutputs outputs, @Nullable String endpoint) {
    return new Books(StackOutputs.configure(DynamoDbClient.builder(), endpoint).build(), outputs);
  }

  /** An order of the run, by its key in the tables. */
  public record OrderKey(String customer, String orderId) {}

  /**
   * Compares the tables with the orders of this run and answers each difference in words. Nobody
   * else may have placed orders since {@link #open}.
   */
  public List<String> differences(List<OrderKey> orders) {
    var differences = new ArrayList<String>();
    var sold = new TreeMap<String, Long>();
    for (var key : orders) {
      var row =
          item(
              "OrdersTableName",
              Map.of("customer", s(key.customer()), "orderId", s(key.orderId())));
      var confirmed = text(row, "status").equals("CONFIRMED");
      if (confirmed) {
        for (var line : requireNonNull(row.get("lines")).l()) {
          sold.merge(text(line.m(), "sku"), number(line.m().get("quantity")), Long::sum);
        }
      }
      differences.addAll(payment(key, confirmed ? number(row.get("total")) : 0));
    }
    differences.addAll(shelves(sold));
    return differences;
  }

  private List<String> payment(OrderKey key, long total) {
    var payment =
        item("LedgerTableName", Map.of("paymentKey", s(key.customer() + "#" + key.orderId())));
    var charges = number(payment.get("charges"));
    var refunds = number(payment.get("refunds"));
    var kept = (charges - refunds) * number(payment.get("amount"));
    var differences = new ArrayList<String>();
    if (charges > 1) {
      differences.add("order %s was charged %d times".formatted(key.orderId(), charges));
    }
    if (kept != total) {
      differences.add(
          "order %s costs %d, but the provider kept %d".formatted(key.orderId(), total, kept));
    }
    return differences;
  }

  private List<String> shelves(Map<String, Long> sold) {
    var now = stock();
    var skus = new TreeSet<>(stockBefore.keySet());
    skus.addAll(sold.keySet());
    var differences = new ArrayList<String>();
    for (var sku : skus) {
      var expected = stockBefore.getOrDefault(sku, 0L) - sold.getOrDefault(sku, 0L);
      var actual = now.getOrDefault(sku, 0L);
      if (expected != actual) {
        differences.add("%s: %d should be in stock, but %d are".formatted(sku, expected, actual));
      }
    }
    return differences;
  }

  private Map<String, Long> stock() {
    var stock = new TreeMap<String, Long>();
    dynamoDb
        .scanPaginator(
            scan -> scan.tableName(outputs.get("ProductsTableName")).consistentRead(true))
        .items()
        .forEach(product -> stock.put(text(product, "sku"), number(product.get("stock"))));
    return stock;
  }

  private Map<String, AttributeValue> item(String table, Map<String, AttributeValue> key) {
    return dynamoDb
        .getItem(get -> get.tableName(outputs.get(table)).key(key).consistentRead(true))
        .item();
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    var value = item.get(name);
    return value == null ? "" : value.s();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  private static long number(@Nullable AttributeValue value) {
    return value == null ? 0 : Long.parseLong(value.n());
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}

package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;

import com.example.orders.inventory.Inventory;
import com.example.orders.inventory.Product;
import com.example.orders.inventory.Reservation;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The products' table together with the order's row: one transaction of at most 26 items (25 lines
 * and the row; DynamoDB takes 100). Its first item is the order, so the reasons of a cancelled one
 * can be distinguished by their place.
 */
public final class DynamoDbInventory implements Inventory {
  private static final int READS = 4;
  private static final String CONDITION_FAILED = "ConditionalCheckFailed";
  private static final String NO_REASON = "None";
  private static final Set<String> CONTENTION =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

  private final DynamoDbClient dynamoDb;
  private final String orders;
  private final String products;

  public DynamoDbInventory(DynamoDbClient dynamoDb, String ordersTable, String productsTable) {
    this.dynamoDb = dynamoDb;
    this.orders = ordersTable;
    this.products = productsTable;
  }

  @Override
  public Map<Sku, Product> products(Set<Sku> skus) {
    var found = new HashMap<Sku, Product>();
    var wanted = skus.stream().map(DynamoDbInventory::key).toList();
    for (int reads = 0; reads < READS && !wanted.isEmpty(); reads++) {
      var keys = KeysAndAttributes.builder().keys(wanted).consistentRead(true).build();
      var answer = dynamoDb.batchGetItem(request -> request.requestItems(Map.of(products, keys)));
      answer
          .responses()
          .getOrDefault(products, List.of())
          .forEach(item -> found.put(new Sku(text(item, "sku")), product(item)));
      var left = answer.unprocessedKeys().get(products);
      wanted = left == null ? List.of() : left.keys();
    }
    if (!wanted.isEmpty()) {
      throw new IllegalStateException("DynamoDB left " + wanted.size() + " products unread");
    }
    return found;
  }

  @Override
  public ReservationResult reserve(OrderKey key, Reservation reservation, Instant at) {
    var items = new ArrayList<TransactWriteItem>();
    items.add(item(reserved(key, reservation, at)));
    reservation.items().forEach(line -> items.add(item(taken(line))));
    try {
      dynamoDb.transactWriteItems(request -> request.transactItems(items));
      return new Reserved();
    } catch (TransactionCanceledException e) {
      return refusal(reservation, e);
    }
  }

  @Override
  public boolean release(Order order) {
    var items = new ArrayList<TransactWriteItem>();
    items.add(item(released(order.key())));
    OrderLine.mergedBySku(order.lines()).forEach(line -> items.add(item(givenBack(line))));
    try {
      dynamoDb.transactWriteItems(request -> request.transactItems(items));
      return true;
    } catch (TransactionCanceledException e) {
      if (onlyConditionsFailed(e) && failed(e.cancellationReasons().getFirst())) {
        return false; // released before, or not being undone
      }
      throw e;
    }
  }

  /**
   * Reads the reasons one by one: a conflict with another transaction or throttling anywhere means
   * that nothing has been decided, so it is thrown and retried; only failed conditions are answers.
   */
  private static ReservationResult refusal(
      Reservation reservation, TransactionCanceledException e) {
    if (!onlyConditionsFailed(e)) {
      throw e;
    }
    var reasons = e.cancellationReasons();
    if (failed(reasons.getFirst())) {
      return new OrderMoved();
    }
    for (int i = 0; i < reservation.items().size(); i++) {
      var reason = reasons.get(i + 1);
      if (failed(reason)) {
        return productRefusal(reservation.items().get(i), reason);
      }
    }
    throw e;
  }

  private static ReservationResult productRefusal(
      Reservation.Item wanted, CancellationReason reason) {
    var sku = wanted.line().sku();
    if (!reason.hasItem() || reason.item().isEmpty()) {
      return new PriceChanged(sku); // gone from the catalogue since it was read
    }
    var product = product(reason.item());
    return product.price().equals(wanted.price()) ? new OutOfStock(sku) : new PriceChanged(sku);
  }

  private static boolean onlyConditionsFailed(TransactionCanceledException e) {
    return e.hasCancellationReasons()
        && e.cancellationReasons().stream()
            .allMatch(reason -> NO_REASON.equals(reason.code()) || failed(reason));
  }

  private static boolean failed(CancellationReason reason) {
    return CONDITION_FAILED.equals(reason.code());
  }

  private Update.Builder reserved(OrderKey key, Reservation reservation, Instant at) {
    var change = new StatusChange(OrderStatus.INVENTORY_RESERVED, at);
    return Update.builder()
        .tableName(orders)
        .key(OrderMapper.key(key))
        .updateExpression(
            "SET #status = :reserved, #version = #version + :one, #total = :total,"
                + " stockHeld = :true, history = list_append(history, :h)")
        .conditionExpression("#status = :accepted")
        .expressionAttributeNames(
            Map.of("#status", "status", "#version", "version", "#total", "total"))
        .expressionAttributeValues(
            Map.of(
                ":accepted", text(OrderStatus.ACCEPTED.name()),
                ":reserved", text(OrderStatus.INVENTORY_RESERVED.name()),
                ":one", number(1),
                ":total", number(reservation.total().minorUnits()),
                ":true", AttributeValue.fromBool(true),
                ":h", list(List.of(OrderMapper.change(change)))));
  }

  private Update.Builder taken(Reservation.Item item) {
    return Update.builder()
        .tableName(products)
        .key(key(item.line().sku()))
        .updateExpression("SET stock = stock - :quantity")
        .conditionExpression("stock >= :quantity AND price = :price AND currency = :currency")
        .expressionAttributeValues(
            Map.of(
                ":quantity", number(item.line().quantity()),
                ":price", number(item.price().minorUnits()),
                ":currency", text(item.price().currency())))
        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
  }

  private Update.Builder released(OrderKey key) {
    return Update.builder()
        .tableName(orders)
        .key(OrderMapper.key(key))
        .updateExpression("REMOVE stockHeld")
        .conditionExpression("#status = :compensating AND stockHeld = :true")
        .expressionAttributeNames(Map.of("#status", "status"))
        .expressionAttributeValues(
            Map.of(
                ":compensating", text(OrderStatus.COMPENSATING.name()),
                ":true", AttributeValue.fromBool(true)));
  }

  /**
   * A product that has left the catalogue has no stock to add to, which keeps the transaction from
   * passing: an operator's case.
   */
  private Update.Builder givenBack(OrderLine line) {
    return Update.builder()
        .tableName(products)
        .key(key(line.sku()))
        .updateExpression("SET stock = stock + :quantity")
        .expressionAttributeValues(Map.of(":quantity", number(line.quantity())));
  }

  private static TransactWriteItem item(Update.Builder update) {
    return TransactWriteItem.builder().update(update.build()).build();
  }

  private static Map<String, AttributeValue> key(Sku sku) {
    return Map.of("sku", text(sku.value()));
  }

  private static Product product(Map<String, AttributeValue> item) {
    return new Product(
        new Sku(text(item, "sku")),
        text(item, "name"),
        new Money(number(item, "price"), text(item, "currency")),
        number(item, "stock"));
  }

  /** Nothing was decided, and nothing is wrong with the request: worth another attempt. */
  public static boolean isContention(Throwable thrown) {
    return thrown instanceof TransactionCanceledException cancelled
        && cancelled.hasCancellationReasons()
        && cancelled.cancellationReasons().stream()
            .anyMatch(reason -> CONTENTION.contains(Objects.requireNonNullElse(reason.code(), "")));
  }
}

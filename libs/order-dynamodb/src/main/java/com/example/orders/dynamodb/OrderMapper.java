package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.Attributes.flag;
import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.maps;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalNumber;
import static com.example.orders.dynamodb.Attributes.optionalText;
import static com.example.orders.dynamodb.Attributes.optionalTime;
import static com.example.orders.dynamodb.Attributes.required;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.Address;
import com.example.orders.order.Order;
import com.example.orders.order.Order.Conflict;
import com.example.orders.order.Order.Conflicts;
import com.example.orders.order.Order.Intake;
import com.example.orders.order.Order.Payment;
import com.example.orders.order.Order.Progress;
import com.example.orders.order.Order.StatusChange;
import com.example.orders.order.Order.Undo;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Orders.Overdue;
import com.example.orders.order.Sku;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Between an order and its item. The names are a contract with the API and the workflow. */
final class OrderMapper {
  static final int SHARDS = 4;

  private OrderMapper() {}

  static Map<String, AttributeValue> key(OrderKey key) {
    return Map.of("customer", text(key.customer().value()), "orderId", text(key.orderId().value()));
  }

  /** Spreads the open orders over the index, whose partitions each take 1,000 writes a second. */
  static String shard(OrderKey key) {
    return shard(Math.floorMod(key.orderId().value().hashCode(), SHARDS));
  }

  static String shard(int number) {
    return Integer.toString(number);
  }

  /** Those that are known stand in no new one's way. */
  static String watched(String shard) {
    return "watched-" + shard;
  }

  static Map<String, AttributeValue> item(Order order) {
    var item = new TreeMap<>(key(order.key()));
    put(item, order.intake());
    if (!order.lines().isEmpty()) {
      item.put("lines", list(order.lines().stream().map(OrderMapper::line).toList()));
    }
    if (order.details() != null) {
      put(item, order.details());
    }
    item.put("currency", text(order.payment().currency()));
    Attributes.put(item, "paymentToken", order.payment().token());
    item.put("status", text(order.status().name()));
    item.put("version", number(order.version()));
    item.put("history", list(order.history().stream().map(OrderMapper::change).toList()));
    if (order.progress().deadline() != null) {
      item.put("deadline", time(order.progress().deadline()));
      item.put("openShard", text(shard(order.key())));
    }
    Attributes.put(item, "reason", order.undo().reason());
    Attributes.put(item, "reasonDetail", order.undo().reasonDetail());
    return item;
  }

  private static void put(Map<String, AttributeValue> item, Intake intake) {
    item.put("acceptedAt", time(intake.acceptedAt()));
    item.put("bodyHash", text(intake.bodyHash()));
    if (intake.test()) {
      item.put("test", AttributeValue.fromBool(true));
    }
    intake.removeAt().ifPresent(at -> item.put("removeAt", number(at.getEpochSecond())));
    if (intake.conflicts().count() > 0) {
      item.put("conflictCount", number(intake.conflicts().count()));
      item.put("conflicts", conflicts(intake.conflicts()));
    }
  }

  private static void put(Map<String, AttributeValue> item, OrderDetails details) {
    item.put("shippingAddress", address(details.shippingAddress()));
    Attributes.put(item, "note", details.note());
    Attributes.put(item, "email", details.email());
    Attributes.put(item, "expiresAt", details.expiresAt());
  }

  static AttributeValue change(StatusChange change) {
    return AttributeValue.fromM(
        Map.of("status", text(change.status().name()), "at", time(change.at())));
  }

  static AttributeValue conflicts(Conflicts conflicts) {
    return list(
        conflicts.last().stream()
            .map(
                conflict ->
                    AttributeValue.fromM(
                        Map.of("at", time(conflict.at()), "bodyHash", text(conflict.bodyHash()))))
            .toList());
  }

  static Order order(Map<String, AttributeValue> item) {
    return new Order(
        OrderKey.of(text(item, "customer"), text(item, "orderId")),
        new Intake(
            time(item, "acceptedAt"), text(item, "bodyHash"), conflicts(item), flag(item, "test")),
        maps(item, "lines").stream().map(OrderMapper::line).toList(),
        item.containsKey("shippingAddress") ? details(item) : null,
        new Payment(
            text(item, "currency"),
            optionalText(item, "paymentToken"),
            optionalNumber(item, "total"),
            optionalText(item, "paymentId")),
        new Progress(
            OrderStatus.valueOf(text(item, "status")),
            integer(item, "version"),
            optionalTime(item, "deadline"),
            maps(item, "history").stream().map(OrderMapper::change).toList()),
        new Undo(
            optionalText(item, "reason"),
            optionalText(item, "reasonDetail"),
            flag(item, "stockHeld")));
  }

  private static OrderDetails details(Map<String, AttributeValue> item) {
    return new OrderDetails(
        address(required(item, "shippingAddress").m()),
        optionalText(item, "note"),
        optionalText(item, "email"),
        optionalText(item, "expiresAt"));
  }

  static Overdue overdue(Map<String, AttributeValue> item) {
    var key = OrderKey.of(text(item, "customer"), text(item, "orderId"));
    return new Overdue(key, time(item, "deadline"));
  }

  private static AttributeValue line(OrderLine line) {
    return AttributeValue.fromM(
        Map.of("sku", text(line.sku().value()), "quantity", number(line.quantity())));
  }

  private static OrderLine line(Map<String, AttributeValue> line) {
    return new OrderLine(new Sku(text(line, "sku")), integer(line, "quantity"));
  }

  private static AttributeValue address(Address address) {
    return AttributeValue.fromM(
        Map.of(
            "name", text(address.name()),
            "street", text(address.street()),
            "city", text(address.city()),
            "postalCode", text(address.postalCode()),
            "country", text(address.country())));
  }

  private static Address address(Map<String, AttributeValue> address) {
    return new Address(
        text(address, "name"),
        text(address, "street"),
        text(address, "city"),
        text(address, "postalCode"),
        text(address, "country"));
  }

  private static Conflicts conflicts(Map<String, AttributeValue> item) {
    if (!item.containsKey("conflictCount")) {
      return Conflicts.NONE;
    }
    var last =
        maps(item, "conflicts").stream()
            .map(conflict -> new Conflict(time(conflict, "at"), text(conflict, "bodyHash")))
            .toList();
    return new Conflicts(integer(item, "conflictCount"), last);
  }

  private static StatusChange change(Map<String, AttributeValue> change) {
    return new StatusChange(OrderStatus.valueOf(text(change, "status")), time(change, "at"));
  }
}

package com.example.orders.webhooks;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.list;
import static com.example.orders.dynamodb.Attributes.maps;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.optionalTime;
import static com.example.orders.dynamodb.Attributes.put;
import static com.example.orders.dynamodb.Attributes.text;
import static com.example.orders.dynamodb.Attributes.texts;
import static com.example.orders.dynamodb.Attributes.time;

import com.example.orders.order.CustomerId;
import com.example.orders.webhooks.Endpoint.Disabled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How an endpoint stands in its table. */
final class EndpointItems {
  private EndpointItems() {}

  static Map<String, AttributeValue> key(EndpointKey key) {
    return key(key.customer(), key.id().value());
  }

  static Map<String, AttributeValue> key(CustomerId customer, String endpointId) {
    return Map.of("customer", text(customer.value()), "endpointId", text(endpointId));
  }

  static Map<String, AttributeValue> item(Endpoint endpoint) {
    var item = new HashMap<>(key(endpoint.key()));
    put(item, "url", endpoint.url());
    item.put("types", list(endpoint.types().stream().map(type -> text(type.text())).toList()));
    put(item, "status", endpoint.status().name());
    item.put("secrets", secrets(endpoint.secrets()));
    item.put("failedInARow", number(endpoint.failedInARow()));
    put(item, "verifications", endpoint.verifications().text());
    put(item, "createdAt", endpoint.createdAt());
    return item;
  }

  static AttributeValue secrets(List<Secret> secrets) {
    return list(secrets.stream().map(EndpointItems::secret).toList());
  }

  static Endpoint endpoint(Map<String, AttributeValue> item) {
    return new Endpoint(
        endpointKey(item),
        text(item, "url"),
        types(item),
        EndpointStatus.valueOf(text(item, "status")),
        maps(item, "secrets").stream().map(EndpointItems::secret).toList(),
        integer(item, "failedInARow"),
        disabled(item),
        DailyCount.of(text(item, "verifications")),
        time(item, "createdAt"));
  }

  static Subscription subscription(Map<String, AttributeValue> item) {
    return new Subscription(
        endpointKey(item),
        types(item),
        EndpointStatus.valueOf(text(item, "status")),
        time(item, "createdAt"));
  }

  private static EndpointKey endpointKey(Map<String, AttributeValue> item) {
    return new EndpointKey(
        new CustomerId(text(item, "customer")), new EndpointId(text(item, "endpointId")));
  }

  private static List<WebhookType> types(Map<String, AttributeValue> item) {
    return texts(item, "types").stream().map(type -> WebhookType.of(type).orElseThrow()).toList();
  }

  private static @Nullable Disabled disabled(Map<String, AttributeValue> item) {
    var at = optionalTime(item, "disabledAt");
    return at == null ? null : new Disabled(at, text(item, "disabledBecause"));
  }

  private static AttributeValue secret(Secret secret) {
    var map = new HashMap<String, AttributeValue>();
    put(map, "key", secret.key());
    put(map, "until", secret.until());
    return AttributeValue.fromM(map);
  }

  private static Secret secret(Map<String, AttributeValue> map) {
    return new Secret(text(map, "key"), optionalTime(map, "until"));
  }
}

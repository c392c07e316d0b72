package com.example.orders.failures.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.failures.Failure;
import com.example.orders.failures.FailureId;
import com.example.orders.failures.FailureReport;
import com.example.orders.failures.FailureSource;
import com.example.orders.order.OrderKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class FailureMapperTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.120Z");

  /** An item as version 1.0.0 wrote it: the names are written out, for they must stay readable. */
  private static Map<String, AttributeValue> itemOfVersion1() {
    var item = new HashMap<String, AttributeValue>();
    Map.ofEntries(
            Map.entry("failureId", "00112233445566778899aabb"),
            Map.entry("part", "entry"),
            Map.entry("state", "OPEN"),
            Map.entry("class", "TRANSIENT"),
            Map.entry("classRule", "timeout"),
            Map.entry("source", "ASYNC_INVOKE"),
            Map.entry("origin", "arn:notify-customer"),
            Map.entry("error", "States.Timeout"),
            Map.entry("cause", "RetriesExhausted: no words"),
            Map.entry("nextReplayAt", "2026-11-21T10:05:00.000Z"),
            Map.entry("messageGroup", "group"),
            Map.entry("customer", "acme"),
            Map.entry("orderId", "0190c7de-0000-7000-8000-000000000001"),
            Map.entry("firstSeen", "2026-11-21T10:00:00.120Z"),
            Map.entry("lastSeen", "2026-11-21T10:00:00.120Z"),
            Map.entry("openSince", "2026-11-21T10:00:00.120Z"))
        .forEach((name, value) -> item.put(name, Attributes.text(value)));
    for (var name : List.of("attempts", "seenCount", "version")) {
      item.put(name, Attributes.number(1));
    }
    item.put("replays", Attributes.number(0));
    item.put("edited", AttributeValue.fromBool(false));
    item.put("sightings", Attributes.list(List.of(Attributes.text("m-1"))));
    return item;
  }

  @Test
  void readsAnEntryThatVersion1Wrote() {
    var read = FailureMapper.failure(itemOfVersion1());

    assertThat(read.reports()).containsExactly("m-1");
    assertThat(read.nextReplayAt()).isEqualTo(Instant.parse("2026-11-21T10:05:00Z"));
    assertThat(read.order()).isEqualTo(OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001"));
  }

  @Test
  void goesByTheNewNameOnceItIsThere() {
    var item = itemOfVersion1();
    item.putAll(FailureMapper.attributes(FailureMapper.failure(item).claim(NOW, Duration.ZERO)));
    item.put("reports", Attributes.list(List.of(Attributes.text("m-2"))));

    assertThat(FailureMapper.failure(item).reports()).containsExactly("m-2");
  }

  @Test
  void readsAnEntryWithoutMessages() {
    var item = itemOfVersion1();
    item.remove("sightings");

    assertThat(FailureMapper.failure(item).reports()).isEmpty();
  }

  @Test
  void readsWhatItWrites() {
    var failure =
        Failure.first(
            new FailureReport(
                new FailureId("00112233445566778899aabc"),
                "m-1",
                FailureSource.ORDERS_QUEUE,
                "https://orders",
                "States.Timeout",
                null,
                2,
                null,
                "group",
                "payload",
                NOW));
    var item = new HashMap<>(FailureMapper.attributes(failure));
    item.putAll(FailureMapper.key(failure.id(), FailureMapper.ENTRY));

    assertThat(FailureMapper.failure(item)).isEqualTo(failure);
  }
}

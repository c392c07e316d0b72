package com.example.orders.dynamodb;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The few kinds of attribute values in use, written and read in one place. */
final class Attributes {
  /** Always three fraction digits, so that times sort as text: the index is sorted by one. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Attributes() {}

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue time(Instant value) {
    return text(TIME.format(value.truncatedTo(ChronoUnit.MILLIS)));
  }

  static AttributeValue list(List<AttributeValue> values) {
    return AttributeValue.fromL(values);
  }

  static String text(Map<String, AttributeValue> item, String name) {
    return required(item, name).s();
  }

  static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(required(item, name).n());
  }

  static Instant time(Map<String, AttributeValue> item, String name) {
    return Instant.parse(text(item, name));
  }

  static List<Map<String, AttributeValue>> maps(Map<String, AttributeValue> item, String name) {
    var value = item.get(name);
    return value == null ? List.of() : value.l().stream().map(AttributeValue::m).toList();
  }

  private static AttributeValue required(Map<String, AttributeValue> item, String name) {
    var value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("An item has no attribute " + name);
    }
    return value;
  }
}

package com.example.orders.dynamodb;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The few kinds of attribute values in use, written and read in one place. What is absent from an
 * item is null in Java; a required attribute that is absent is an IllegalStateException.
 */
public final class Attributes {
  /** Always three fraction digits, so that times sort as text: the index is sorted by one. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Attributes() {}

  public static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  public static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  /** In milliseconds; what is finer is cut off. */
  public static AttributeValue time(Instant value) {
    return text(timeText(value));
  }

  public static String timeText(Instant value) {
    return TIME.format(value.truncatedTo(ChronoUnit.MILLIS));
  }

  public static AttributeValue list(List<AttributeValue> values) {
    return AttributeValue.fromL(values);
  }

  public static void put(Map<String, AttributeValue> item, String name, @Nullable String value) {
    if (value != null) {
      item.put(name, text(value));
    }
  }

  public static void put(Map<String, AttributeValue> item, String name, @Nullable Instant value) {
    if (value != null) {
      item.put(name, time(value));
    }
  }

  public static void put(Map<String, AttributeValue> item, String name, @Nullable Long value) {
    if (value != null) {
      item.put(name, number(value));
    }
  }

  public static String text(Map<String, AttributeValue> item, String name) {
    return required(item, name).s();
  }

  public static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(required(item, name).n());
  }

  public static int integer(Map<String, AttributeValue> item, String name) {
    return Math.toIntExact(number(item, name));
  }

  /** False if it is absent. */
  public static boolean flag(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) && Boolean.TRUE.equals(required(item, name).bool());
  }

  public static Instant time(Map<String, AttributeValue> item, String name) {
    return Instant.parse(text(item, name));
  }

  /** Empty if it is absent. */
  public static List<Map<String, AttributeValue>> maps(
      Map<String, AttributeValue> item, String name) {
    return item.containsKey(name)
        ? required(item, name).l().stream().map(AttributeValue::m).toList()
        : List.of();
  }

  /** Empty if it is absent. */
  public static List<String> texts(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name)
        ? required(item, name).l().stream().map(AttributeValue::s).toList()
        : List.of();
  }

  public static @Nullable String optionalText(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? text(item, name) : null;
  }

  public static @Nullable Long optionalNumber(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? number(item, name) : null;
  }

  public static @Nullable Instant optionalTime(Map<String, AttributeValue> item, String name) {
    return item.containsKey(name) ? time(item, name) : null;
  }

  public static AttributeValue required(Map<String, AttributeValue> item, String name) {
    var value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("An item has no attribute " + name);
    }
    return value;
  }
}

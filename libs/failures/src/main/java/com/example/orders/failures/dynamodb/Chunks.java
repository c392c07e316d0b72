package com.example.orders.failures.dynamodb;

import static com.example.orders.dynamodb.Attributes.number;

import com.example.orders.dynamodb.Attributes;
import com.example.orders.failures.FailureId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A payload as numbered items beside its entry: an item holds 400 KB, a payload may be longer, and
 * the index over the entries stays small. The entry knows how many there are and how long they are
 * together, so that a payload is answered whole or not at all.
 */
enum Chunks {
  ORIGINAL("chunk#", "payload"),
  EDITED("edited#", "editedPayload");

  private static final int CHUNK = 300_000;
  private static final String BYTES = "bytes";
  private static final String UTF_8 = "UTF-8";
  private static final String CHARS = "chars";

  private final String prefix;
  private final String name;

  Chunks(String prefix, String name) {
    this.prefix = prefix;
    this.name = name;
  }

  String prefix() {
    return prefix;
  }

  /** What the entry has to know. */
  Map<String, AttributeValue> attributes(String payload) {
    var bytes = bytes(payload);
    return Map.of(
        name + "Size",
        number(bytes.length),
        name + "Chunks",
        number(count(bytes)),
        name + "Charset",
        Attributes.text(isText(payload) ? UTF_8 : CHARS));
  }

  List<Map<String, AttributeValue>> items(FailureId id, String payload) {
    var bytes = bytes(payload);
    var items = new ArrayList<Map<String, AttributeValue>>();
    for (int i = 0; i < count(bytes); i++) {
      var from = i * CHUNK;
      var part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CHUNK));
      var item = new HashMap<>(FailureMapper.key(id, part(i)));
      item.put(BYTES, AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(part)));
      items.add(item);
    }
    return items;
  }

  boolean isOf(Map<String, AttributeValue> entry) {
    return entry.containsKey(name + "Chunks");
  }

  /**
   * @param parts all parts of the failure, by name
   */
  String join(Map<String, AttributeValue> entry, Map<String, Map<String, AttributeValue>> parts) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < Attributes.integer(entry, name + "Chunks"); i++) {
      var part = parts.get(part(i));
      if (part != null && part.get(BYTES) instanceof AttributeValue value) {
        bytes.writeBytes(value.b().asByteArrayUnsafe());
      }
    }
    if (bytes.size() != Attributes.integer(entry, name + "Size")) {
      throw new IllegalStateException("A payload is not whole: it is being replaced, ask again");
    }
    return Attributes.text(entry, name + "Charset").equals(UTF_8)
        ? bytes.toString(StandardCharsets.UTF_8)
        : ByteBuffer.wrap(bytes.toByteArray()).asCharBuffer().toString();
  }

  private String part(int index) {
    return prefix + "%04d".formatted(index + 1);
  }

  private static int count(byte[] bytes) {
    return Math.ceilDiv(bytes.length, CHUNK);
  }

  /** Half a surrogate pair, which no queue takes but a test event may hold, has no encoding. */
  private static boolean isText(String payload) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(payload);
  }

  private static byte[] bytes(String payload) {
    if (isText(payload)) {
      return payload.getBytes(StandardCharsets.UTF_8);
    }
    var bytes = ByteBuffer.allocate(payload.length() * 2);
    bytes.asCharBuffer().put(payload);
    return bytes.array();
  }
}

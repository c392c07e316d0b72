package com.example.orders.local.stepfunctions;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Step Functions adds to JSONata ("Transforming data with JSONata"): $partition,
 * $range, $hash, $random, $uuid, $parse. $eval is taken away, as on AWS.
 */
final class JsonataFunctions {
  private final RandomGenerator random;

  JsonataFunctions(RandomGenerator random) {
    this.random = random;
  }

  void bind(Jsonata.Frame frame) {
    frame.bind("partition", Jsonata.function("partition", JsonataFunctions::partition, null));
    frame.bind("range", Jsonata.function("range", JsonataFunctions::range, null));
    frame.bind("hash", Jsonata.function("hash", JsonataFunctions::hash, null));
    frame.bind("random", Jsonata.function("random", this::random, null));
    frame.bind("uuid", Jsonata.function("uuid", () -> Intrinsics.uuid(random), null));
    frame.bind("parse", Jsonata.function("parse", JsonataFunctions::parse, null));
    frame.bind("eval", (Object) null);
  }

  private static @Nullable Object partition(@Nullable Object array, @Nullable Number size) {
    if (array == null || size == null) {
      return null;
    }
    var list = array instanceof List<?> several ? several : List.of(array);
    var nodes =
        (ArrayNode)
            JsonataValues.toJson(list).orElseThrow(() -> fault("$partition takes an array"));
    return JsonataValues.toJava(checked(() -> Intrinsics.partition(nodes, size.longValue())));
  }

  private static @Nullable Object range(
      @Nullable Number first, @Nullable Number last, @Nullable Number step) {
    if (first == null || last == null || step == null) {
      return null;
    }
    // a sequence: JSONata turns one of a single element into that element
    var sequence = Utils.createSequence();
    checked(() -> Intrinsics.range(first.longValue(), last.longValue(), step.longValue()))
        .forEach(number -> sequence.add(number.asLong()));
    return sequence;
  }

  private static @Nullable Object hash(@Nullable Object data, @Nullable String algorithm) {
    if (data == null) {
      return null;
    }
    return checked(
        () -> Intrinsics.hash(String.valueOf(data), algorithm == null ? "SHA-256" : algorithm));
  }

  private Object random(@Nullable Number seed) {
    return seed == null ? random.nextDouble() : new Random(seed.longValue()).nextDouble();
  }

  private static @Nullable Object parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return JsonataValues.toJava(Json.parse(text));
    } catch (JsonProcessingException e) {
      throw fault("$parse: " + e.getOriginalMessage());
    }
  }

  private static <T> T checked(java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private static JException fault(String message) {
    return new JException(message, -1, new ArrayList<>());
  }
}

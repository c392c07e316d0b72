package localcloud.stepfunctions;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Step Functions adds to JSONata ("Transforming data with JSONata"): $partition,
 * $range, $hash, $random, $uuid, $parse. $eval is taken away, as on AWS.
 */
final class JsonataFunctions {
  /** Step Functions takes {@code $range(1, 360145, 1)} and refuses one more (floci, see bounds). */
  private static final int MAX_RANGE = 360_145;

  private final RandomGenerator random;

  JsonataFunctions(RandomGenerator random) {
    this.random = random;
  }

  void bind(Jsonata.Frame frame, String expression) {
    var calls = new Calls(frame, expression);
    calls.bind("partition", "<x?n?:a>", in -> partition(in.get(0), number(in, 1)));
    calls.bind("range", "<n?n?n?:a>", in -> range(number(in, 0), number(in, 1), number(in, 2)));
    calls.bind("hash", "<x?s?:s>", in -> hash(in.get(0), (String) in.get(1)));
    calls.bind("random", "<n?:n>", in -> random(number(in, 0)));
    calls.bind("uuid", "<:s>", _ -> Intrinsics.uuid(random));
    calls.bind("parse", "<s?:x>", in -> parse((String) in.get(0)));
    frame.bind("eval", (Object) null);
  }

  private interface Body {
    @Nullable Object apply(Arguments in);
  }

  /** The arguments of a call; those that were left out are null. */
  private record Arguments(List<?> values) {
    @Nullable Object get(int index) {
      return index < values.size() ? values.get(index) : null;
    }
  }

  private static @Nullable Number number(Arguments in, int index) {
    return (Number) in.get(index);
  }

  /** What one expression calls. */
  private record Calls(Jsonata.Frame frame, String expression) {
    void bind(String name, String signature, Body body) {
      if (JsonataGuards.mayCall(expression, name)) {
        Jsonata.JFunctionCallable call = (input, arguments) -> body.apply(new Arguments(arguments));
        frame.bind(name, new Jsonata.JFunction(call, signature));
      }
    }
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
    var count = (last.doubleValue() - first.doubleValue()) / step.doubleValue() + 1;
    JsonataBounds.checkBytes(count <= MAX_RANGE ? 0 : Double.MAX_VALUE);
    checked(
            () ->
                Intrinsics.range(first.longValue(), last.longValue(), step.longValue(), MAX_RANGE))
        .forEach(number -> sequence.add(number.asLong()));
    return sequence;
  }

  private static @Nullable Object hash(@Nullable Object data, @Nullable String algorithm) {
    if (data == null || algorithm == null) {
      return null;
    }
    if (!(data instanceof String || data instanceof Number || data instanceof Boolean)) {
      throw fault("T0410: Argument 1 of function \"hash\" does not match function signature");
    }
    return checked(() -> Intrinsics.hash(String.valueOf(data), algorithm));
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

  private static <T> T checked(Supplier<T> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private static JException fault(String message) {
    return JsonataBounds.fault(message);
  }
}

package localcloud.stepfunctions;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How deep, how long and how large one evaluation may get. Step Functions accepts a nesting of 100,
 * {@code [1..873782]} and a text of 2^22 characters, and refuses one more of each (measured:
 * floci-io/floci issue 2737). Its time limit is not public; this one suits a busy laptop.
 */
final class JsonataBounds {
  static final int MAX_DEPTH = 100;

  /** Of one value: 8 bytes an element, one a character. */
  static final long MAX_BYTES = 873_782L * 8;

  /** Of all values that the open steps of an evaluation may hold at once. */
  private static final long MAX_HELD_BYTES = 64L << 20;

  private final long endsAt;
  private final long[] held = new long[MAX_DEPTH + 1];
  private long heldInAll;
  private int depth;

  JsonataBounds(Duration time) {
    endsAt = System.nanoTime() + time.toNanos();
  }

  void watch(Jsonata.Frame frame) {
    frame.setEvaluateEntryCallback((expression, input, environment) -> enter());
    frame.setEvaluateExitCallback((expression, input, environment, result) -> leave(result));
  }

  private void enter() {
    checkTime();
    if (++depth > MAX_DEPTH) {
      throw fault(
          "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.");
    }
    held[depth] = 0;
  }

  private void leave(Object result) {
    checkTime();
    heldInAll -= held[depth--];
    var size = checkedSize(result);
    if (size > 8) { // else a long loop would seem to hold much
      held[depth] += size;
      heldInAll += size;
    }
    if (heldInAll > MAX_HELD_BYTES) {
      throw tooLarge();
    }
  }

  void checkTime() {
    if (System.nanoTime() - endsAt > 0) {
      throw fault("Expression evaluation timeout: Check for infinite loop");
    }
  }

  static long checkedSize(Object value) {
    return checkedSize(value, 0);
  }

  private static long checkedSize(Object value, long before) {
    var size =
        switch (value) {
          case null -> before;
          case String text -> before + text.length();
          case Utils.RangeList range -> before + 8L * range.size();
          default -> before + 8;
        };
    checkBytes(size);
    if (value instanceof List<?> list && !(value instanceof Utils.RangeList)) {
      for (var element : list) {
        size = checkedSize(element, size);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (var entry : map.entrySet()) {
        size = checkedSize(entry.getValue(), checkedSize(entry.getKey(), size));
      }
    }
    return size;
  }

  static void checkBytes(double bytes) {
    if (bytes > MAX_BYTES) {
      throw tooLarge();
    }
  }

  private static JException tooLarge() {
    return fault("Expression evaluation memory limit exceeded: Check for excessive memory usage");
  }

  static JException fault(String message) {
    return new JException(message, -1);
  }
}

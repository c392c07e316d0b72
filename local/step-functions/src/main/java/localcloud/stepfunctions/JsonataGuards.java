package localcloud.stepfunctions;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the engine's own functions to {@link JsonataBounds} where one call can be too long or too
 * large, since between two steps of an evaluation nothing is checked. The signatures are JSONata's.
 * And tells the evaluation's own time: the engine takes the time of an evaluation from what its
 * thread parsed last.
 */
final class JsonataGuards {
  /** Longer pictures, and wider fields in them, describe no number and no time. */
  private static final int MAX_PICTURE = 1000;

  private static final Pattern WIDE_FIELD = Pattern.compile("[,-]\\s*\\d{4}");

  private static final Map<String, Jsonata.JFunction> ORIGINALS = new ConcurrentHashMap<>();

  private final Jsonata.Frame frame;
  private final JsonataBounds bounds;
  private final String expression;

  private JsonataGuards(Jsonata.Frame frame, JsonataBounds bounds, String expression) {
    this.frame = frame;
    this.bounds = bounds;
    this.expression = expression;
  }

  static void bind(Jsonata.Frame frame, JsonataBounds bounds, Instant now, String expression) {
    var guards = new JsonataGuards(frame, bounds, expression);
    guards.bind("append", "<xx:a>", (in, call) -> call.with(in));
    guards.bind("sort", "<af?:a>", JsonataGuards::sort);
    guards.bind("string", "<x-b?:s>", guards::string);
    guards.bind("pad", "<s-ns?:s>", (in, _) -> pad(in));
    guards.bind("join", "<a<s>s?:s>", JsonataGuards::join);
    guards.bind("match", "<s-f<s:o>n?:a<o>>", guards::match);
    guards.bind("contains", "<s-(sf):b>", guards::match);
    guards.bind("split", "<s-(sf)n?:a<s>>", guards::match);
    guards.bind("replace", "<s-(sf)(sf)n?:s>", guards::replace);
    guards.bind("formatNumber", "<n-so?:s>", JsonataGuards::formatNumber);
    guards.bind("formatInteger", "<n-s:s>", (in, call) -> pictured(in, call, 1));
    guards.bind("parseInteger", "<s-s:n>", (in, call) -> pictured(in, call, 1));
    guards.bind("fromMillis", "<n-s?s?:s>", (in, call) -> pictured(in, call, 1));
    guards.bind("toMillis", "<s-s?:n>", (in, call) -> pictured(in, call, 1));
    Long millis = now.toEpochMilli();
    guards.bind("millis", "<:n>", (_, _) -> millis);
    guards.bind(
        "now",
        "<s?s?:s>",
        "fromMillis",
        (in, call) -> pictured(Arrays.asList(millis, in.get(0), in.get(1)), call, 1));
  }

  private interface Guard {
    @Nullable Object call(List<?> arguments, Original original);
  }

  private interface Original {
    @Nullable Object with(List<?> arguments);
  }

  /**
   * Whether an expression may call a function: it does so by its name, since there is no $eval. To
   * read the signatures of all functions takes longer than most evaluations.
   */
  static boolean mayCall(String expression, String function) {
    return expression.contains("$" + function);
  }

  private void bind(String name, String signature, Guard guard) {
    bind(name, signature, name, guard);
  }

  /** Binds a function that the guard makes of another one of the engine. */
  private void bind(String name, String signature, String engines, Guard guard) {
    if (!mayCall(expression, name)) {
      return;
    }
    var original = ORIGINALS.computeIfAbsent(engines, JsonataGuards::original);
    Jsonata.JFunctionCallable guarded =
        (input, arguments) -> {
          bounds.checkTime();
          return guard.call(
              padded(arguments),
              given ->
                  original.call(
                      input, given.subList(0, Math.min(given.size(), original.getNumberOfArgs()))));
        };
    frame.bind(name, new Jsonata.JFunction(guarded, signature));
  }

  private static Jsonata.JFunction original(String name) {
    return (Jsonata.JFunction) Jsonata.jsonata("$" + name).evaluate(null);
  }

  /** The most parameters that a guarded function has are four. */
  private static List<?> padded(List<?> arguments) {
    var all = new ArrayList<Object>(arguments);
    all.addAll(Collections.nCopies(Math.max(0, 4 - all.size()), null));
    return all;
  }

  /** The engine takes "not after" for "before", which Java's sort does not bear. */
  private static @Nullable Object sort(List<?> in, Original original) {
    var isAfter = in.get(1);
    if (isAfter == null) {
      return original.with(in);
    }
    Comparator<Object> order = (a, b) -> isTrue(isAfter, a, b) ? 1 : isTrue(isAfter, b, a) ? -1 : 0;
    var arguments = new ArrayList<Object>();
    arguments.add(in.get(0));
    arguments.add(order);
    return original.with(arguments);
  }

  private static boolean isTrue(Object function, Object first, Object second) {
    try {
      var answer = Functions.funcApply(function, Arrays.asList(first, second));
      return Boolean.TRUE.equals(Functions.toBoolean(answer));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object string(List<?> in, Original original) {
    if (Boolean.TRUE.equals(in.get(1))) {
      JsonataBounds.checkBytes(JsonataBounds.checkedSize(in.get(0)) / 4.0 * depth(in.get(0)));
    }
    return original.with(in);
  }

  private static int depth(@Nullable Object value) {
    var inner =
        switch (value) {
          case Map<?, ?> map -> map.values();
          case List<?> list -> list;
          case null, default -> List.of();
        };
    return 1 + inner.stream().mapToInt(JsonataGuards::depth).max().orElse(0);
  }

  /** The engine's own takes a time that grows with the square of the width. */
  private static @Nullable String pad(List<?> in) {
    if (!(in.get(0) instanceof String text) || !(in.get(1) instanceof Number number)) {
      return null;
    }
    var width = Math.abs(number.doubleValue());
    JsonataBounds.checkBytes(width);
    var fill = in.get(2) instanceof String given && !given.isEmpty() ? given : " ";
    var missing = (int) width - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    var units = fill.codePointCount(0, fill.length());
    var repeated = fill.repeat(missing / units + 1);
    var padding = repeated.substring(0, repeated.offsetByCodePoints(0, missing));
    return number.doubleValue() < 0 ? padding + text : text + padding;
  }

  private static @Nullable Object join(List<?> in, Original original) {
    if (in.get(0) instanceof List<?> texts) {
      var separator = in.get(1) instanceof String text ? text.length() : 0;
      JsonataBounds.checkBytes(
          JsonataBounds.checkedSize(texts) + (double) separator * texts.size());
    }
    return original.with(in);
  }

  private @Nullable Object match(List<?> in, Original original) {
    if (in.get(0) instanceof String text) {
      JsonataBounds.checkBytes(8.0 * text.length());
      if (in.get(1) instanceof Pattern pattern) {
        JsonataBounds.checkBytes(80.0 * matches(text, pattern, Integer.MAX_VALUE).count());
      }
    }
    return original.with(in);
  }

  /**
   * With a limit, the engine replaces in what it has replaced already, as often as the limit says.
   */
  private @Nullable Object replace(List<?> in, Original original) {
    if (!(in.get(0) instanceof String text)) {
      return original.with(in);
    }
    if (in.get(1) instanceof String searched && searched.isEmpty()) {
      throw JsonataBounds.fault(
          "D3010: Second argument of replace function cannot be an empty string");
    }
    var limit = in.get(3) instanceof Number number ? number.doubleValue() : Integer.MAX_VALUE;
    if (limit < 0) {
      throw JsonataBounds.fault(
          "D3011: Fourth argument of replace function must evaluate to a positive number");
    }
    var pattern =
        in.get(1) instanceof Pattern regex ? regex : Pattern.compile(Pattern.quote("" + in.get(1)));
    var matches = matches(text, pattern, limit);
    var replacement = in.get(2) instanceof String given ? given.length() : 0;
    JsonataBounds.checkBytes(text.length() + (double) replacement * matches.count());
    var head = text.substring(0, matches.end());
    var arguments = new ArrayList<Object>();
    arguments.add(head);
    arguments.add(in.get(1));
    arguments.add(in.get(2));
    return matches.count() == 0 ? text : original.with(arguments) + text.substring(matches.end());
  }

  /** How often a pattern matches, and where the last match ends. */
  private record Matches(int count, int end) {}

  /** Tries a pattern on a text that ends the search when time is up. */
  private Matches matches(String text, Pattern pattern, double limit) {
    Matcher matcher = pattern.matcher(new Timed(text, bounds));
    var count = 0;
    var end = 0;
    while (count < limit && matcher.find()) {
      count++;
      end = matcher.end();
    }
    return new Matches(count, count < limit ? text.length() : end);
  }

  private record Timed(CharSequence text, JsonataBounds bounds) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      bounds.checkTime();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static @Nullable Object formatNumber(List<?> in, Original original) {
    if (in.get(0) != null && in.get(1) instanceof String picture) {
      var options = in.get(2) instanceof Map<?, ?> given ? given : Map.of();
      var fault = NumberPicture.fault(picture, options);
      if (fault != null) {
        throw JsonataBounds.fault(fault);
      }
    }
    return pictured(in, original, 1);
  }

  private static @Nullable Object pictured(List<?> in, Original original, int place) {
    if (in.get(place) instanceof String picture
        && (picture.length() > MAX_PICTURE || WIDE_FIELD.matcher(picture).find())) {
      throw JsonataBounds.fault("The picture is too long or has too wide a field");
    }
    return original.with(in);
  }
}

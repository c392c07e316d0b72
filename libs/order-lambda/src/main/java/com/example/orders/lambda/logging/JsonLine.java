package com.example.orders.lambda.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * One line, as the layout {@code LambdaJsonLayout.json} of Powertools for Log4j has it: level,
 * message, error, time, and what SLF4J's context holds, which is where Powertools puts its own.
 */
final class JsonLine {
  /** Powertools' layout writes these without quotes. */
  private static final Set<String> RAW =
      Set.of("cold_start", "function_memory_size", "sampling_rate");

  /** Characters of an exception's message or stack: Lambda's log takes no line without end. */
  private static final int LONGEST = 16_384;

  private final StringBuilder text = new StringBuilder(512);

  private JsonLine() {}

  static byte[] of(
      Level level,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown,
      @Nullable Map<String, String> context) {
    var line = new JsonLine();
    line.text.append('{');
    line.add("level", level.name());
    line.add("message", MessageFormatter.basicArrayFormat(pattern, arguments));
    if (thrown != null) {
      line.add(thrown);
    }
    line.add("timestamp", timestamp(Instant.now()));
    if (context != null) {
      context.forEach(line::add);
    }
    return line.text.append("}\n").toString().getBytes(UTF_8);
  }

  /** Always with milliseconds, so that texts are in the order of their times. */
  static String timestamp(Instant time) {
    var text = time.truncatedTo(ChronoUnit.MILLIS).toString();
    return time.getNano() < 1_000_000 ? text.replace("Z", ".000Z") : text;
  }

  private void add(Throwable thrown) {
    text.append(",\"error\":{");
    var message = thrown.getMessage();
    add("message", message == null ? null : cut(message));
    add("name", thrown.getClass().getName());
    add("stack", cut(stack(thrown)));
    text.append('}');
  }

  /** As the JDK prints it: with suppressed exceptions, and to its end where causes are a circle. */
  private static String stack(Throwable thrown) {
    var stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    return stack.toString();
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
  }

  private void add(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (text.charAt(text.length() - 1) != '{') {
      text.append(',');
    }
    quote(name);
    text.append(':');
    if (RAW.contains(name)) {
      text.append(value);
    } else {
      quote(value);
    }
  }

  private void quote(String value) {
    text.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, text);
    text.append('"');
  }
}

package localcloud.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.lambda.LogSink;

/** Shows the functions' logs to a person: one readable line each, one colour a function. */
public final class ConsoleLog implements LogSink {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final LogSink QUIET = (function, environment, line) -> {};
  private static final int[] COLOURS = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};

  /** What the platform says of each invocation, and what a line's other fields say already. */
  private static final Set<String> PLATFORM = Set.of("START", "END", "REPORT", "INIT_START");

  private static final Set<String> KNOWN =
      Set.of(
          "timestamp",
          "level",
          "message",
          "service",
          "cold_start",
          "function_name",
          "function_arn",
          "function_version",
          "function_memory_size",
          "function_request_id",
          "xray_trace_id",
          "sampling_rate",
          "thread",
          "thread_id",
          "thread_priority",
          "logger",
          "loggerName",
          "instant",
          "log.level",
          "@timestamp");

  private static final int SHOWN_FRAMES = 2;

  /** Far more environments than there are; those that died within a trace are forgotten then. */
  private static final int MOST_TRACES = 1_000;

  private final PrintStream out;
  private final String prefix;
  private final boolean colour;
  private final Clock clock;
  private final Map<String, Integer> colours = new ConcurrentHashMap<>();
  private final Map<String, Integer> frames = new ConcurrentHashMap<>();

  /**
   * @param prefix what all functions' names begin with and need not be shown, as the stack's name
   */
  public ConsoleLog(PrintStream out, String prefix, boolean colour, Clock clock) {
    this.out = out;
    this.prefix = prefix;
    this.colour = colour;
    this.clock = clock;
  }

  /** Prints to standard output, in colours where a terminal shows them and NO_COLOR is not set. */
  public static ConsoleLog standard(String prefix) {
    var terminal = System.console() != null && System.console().isTerminal();
    var colour = terminal && System.getenv("NO_COLOR") == null;
    return new ConsoleLog(System.out, prefix, colour, Clock.systemUTC());
  }

  /** Shows nothing. */
  public static LogSink quiet() {
    return QUIET;
  }

  @Override
  public void line(String function, String environment, String line) {
    var blank = line.indexOf(' ');
    if (line.isBlank() || PLATFORM.contains(blank < 0 ? line : line.substring(0, blank))) {
      return;
    }
    if (isDeepInAStackTrace(environment, line)) {
      return;
    }
    var name = function.startsWith(prefix) ? function.substring(prefix.length()) : function;
    var text = line.startsWith("{") ? readable(name, line) : stamped(name, line);
    out.println(colour ? "\u001b[" + colourOf(function) + "m" + text + "\u001b[0m" : text);
  }

  /** The runtime prints whole traces, also of refusals: a reader needs where it came from. */
  private boolean isDeepInAStackTrace(String environment, String line) {
    if (!line.startsWith("\tat ") && !line.startsWith("\t... ")) {
      frames.remove(environment);
      return false;
    }
    if (frames.size() > MOST_TRACES) {
      frames.clear();
    }
    return frames.merge(environment, 1, Integer::sum) > SHOWN_FRAMES;
  }

  private int colourOf(String function) {
    return COLOURS[
        colours.computeIfAbsent(function, f -> colours.size() % COLOURS.length) % COLOURS.length];
  }

  private String stamped(String name, String line) {
    return TIME.format(clock.instant()) + " " + name + " " + line;
  }

  private String readable(String name, String line) {
    try {
      var json = JSON.readTree(line);
      if (json.has("_aws")) {
        return stamped(name, "METRIC " + metrics(json));
      }
      return json.has("message") ? record(name, json) : stamped(name, line);
    } catch (JsonProcessingException e) {
      return stamped(name, line);
    }
  }

  private String record(String name, JsonNode json) {
    var text = new StringJoiner(" ");
    text.add(time(json.path("timestamp").asText("")));
    text.add(name);
    text.add(json.path("level").asText("INFO"));
    text.add(json.path("message").asText());
    for (var field : json.properties()) {
      if (!KNOWN.contains(field.getKey())) {
        text.add(field.getKey() + "=" + value(field.getValue()));
      }
    }
    return text.toString();
  }

  private static String value(JsonNode value) {
    var text = value.isValueNode() ? value.asText() : value.toString();
    return text.indexOf(' ') < 0 || !value.isTextual() ? text : '"' + text + '"';
  }

  private static String metrics(JsonNode json) {
    var text = new StringJoiner(" ");
    for (var directive : json.path("_aws").path("CloudWatchMetrics")) {
      for (var metric : directive.path("Metrics")) {
        var name = metric.path("Name").asText();
        text.add(name + "=" + value(json.path(name)));
      }
    }
    return text.toString();
  }

  private String time(String timestamp) {
    try {
      return TIME.format(Instant.parse(timestamp));
    } catch (DateTimeException e) {
      return TIME.format(clock.instant());
    }
  }
}

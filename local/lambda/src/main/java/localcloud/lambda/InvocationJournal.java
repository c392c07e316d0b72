package localcloud.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import localcloud.aws.Recent;
import org.jspecify.annotations.Nullable;

/**
 * The last 5,000 invocations that got an environment, or fewer if their events are large. Each
 * attempt at an asynchronous event is one; they share their request ID.
 */
public final class InvocationJournal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 5_000;

  private final Recent<Line> lines = new Recent<>(MOST);
  private final AtomicLong count = new AtomicLong();

  /** An invocation, from when it has an environment. */
  static final class Line {
    private final Invocation invocation;
    private final FunctionSpec function;
    private final String environment;
    private final long number;
    private final String event;
    private final Instant begun = Instant.now();
    private @Nullable Instant ended;
    private String fault = "";
    private String error = "";
    private List<String> returned = List.of();
    private long billed;
    private long init;
    private long logged;

    private Line(Invocation invocation, FunctionSpec function, String environment, long number) {
      this.invocation = invocation;
      this.function = function;
      this.environment = environment;
      this.number = number;
      event = invocation.text();
    }

    synchronized void fault(String rule) {
      fault = rule;
    }

    /** Takes down the end; times in milliseconds, its log lines in bytes. */
    synchronized void end(InvocationResult result, long billedTime, long initTime, long logBytes) {
      ended = Instant.now();
      logged = logBytes;
      billed = billedTime;
      init = initTime;
      error = result.failed() ? errorType(result) : "";
      returned = result.failed() ? List.of() : returned(result);
    }

    private synchronized ObjectNode json(String text, UnaryOperator<String> names) {
      var trigger = invocation.trigger();
      var json =
          JSON.createObjectNode()
              .put("number", number)
              .put("function", names.apply(function.arn()))
              .put("version", function.version())
              .put("requestId", invocation.requestId())
              .put("environment", environment)
              .put("caller", trigger.caller().isEmpty() ? "" : names.apply(trigger.caller()))
              .put("asynchronous", trigger.asynchronous())
              .put("at", trigger.at().toString())
              .put("begun", begun.toString());
      if (ended != null) {
        json.put("ended", ended.toString());
        json.put("billedMilliseconds", billed).put("initMilliseconds", init);
        json.put("memoryMegabytes", function.memoryMb()).put("logBytes", logged);
      }
      json.put("error", error).put("fault", fault);
      addMessages(json, text, names);
      return json;
    }

    private void addMessages(ObjectNode json, String text, UnaryOperator<String> names) {
      var records = records();
      json.put("records", records.size());
      var messages = json.putArray("messages");
      for (var record : records) {
        if (record.path("eventSource").asText().equals("aws:sqs")
            && record.toString().contains(text)) {
          messages.add(
              message(record, names)
                  .put("returned", returned.contains(record.path("messageId").asText())));
        }
      }
    }

    private JsonNode records() {
      try {
        return event.contains("\"Records\"")
            ? JSON.readTree(event).path("Records")
            : JSON.missingNode();
      } catch (JsonProcessingException e) {
        return JSON.missingNode();
      }
    }

    private static ObjectNode message(JsonNode record, UnaryOperator<String> names) {
      var attributes = record.path("attributes");
      return JSON.createObjectNode()
          .put("messageId", record.path("messageId").asText())
          .put("queue", names.apply(record.path("eventSourceARN").asText()))
          .put("sent", instant(attributes.path("SentTimestamp")))
          .put("firstReceived", instant(attributes.path("ApproximateFirstReceiveTimestamp")))
          .put("receives", attributes.path("ApproximateReceiveCount").asInt());
    }

    private static String instant(JsonNode millis) {
      return Instant.ofEpochMilli(millis.asLong()).toString();
    }

    /** Of a batch, what the function wants to be given again. */
    private static List<String> returned(InvocationResult result) {
      try {
        return JSON.readTree(result.payload())
            .path("batchItemFailures")
            .valueStream()
            .map(failure -> failure.path("itemIdentifier").asText())
            .toList();
      } catch (IOException e) {
        return List.of();
      }
    }

    private static String errorType(InvocationResult result) {
      try {
        return JSON.readTree(new String(result.payload(), UTF_8))
            .path("errorType")
            .asText("Unknown");
      } catch (IOException e) {
        return "Unknown";
      }
    }
  }

  Line begin(Invocation invocation, FunctionSpec function, String environment) {
    var line = new Line(invocation, function, environment, count.incrementAndGet());
    lines.add(line, line.event);
    return line;
  }

  /**
   * The invocations whose event contains the text, as JSON.
   *
   * @param names the logical ID of an ARN
   */
  public String json(String text, UnaryOperator<String> names) {
    var root = JSON.createObjectNode();
    var list = root.putArray("invocations");
    for (var line : lines.all()) {
      if (line.event.contains(text)) {
        list.add(line.json(text, names));
      }
    }
    return root.toString();
  }
}

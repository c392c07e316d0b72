package com.example.orders.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the attempts out of an execution's history. */
final class History {
  private final List<Attempt.Builder> attempts = new ArrayList<>();
  private String state = "";
  private int number;
  private Attempt.@Nullable Builder current;

  private History() {}

  static List<Attempt> attempts(Journals.Execution execution, Retries retries) {
    var history = new History();
    execution.events().forEach(history::read);
    return history.attempts.stream().map(attempt -> attempt.build(retries)).toList();
  }

  /** The error and the cause of an execution that failed, as {@code error: cause}. */
  static String failure(Journals.Execution execution) {
    return execution
        .events()
        .valueStream()
        .filter(event -> event.path("type").asText().startsWith("Execution"))
        .map(event -> details(event, ""))
        .filter(details -> details.has("error"))
        .map(details -> details.path("error").asText() + ": " + details.path("cause").asText())
        .findFirst()
        .orElse("");
  }

  private void read(JsonNode event) {
    var type = event.path("type").asText();
    var at = Instant.parse(event.path("at").asText());
    switch (type) {
      case "WaitStateEntered" -> {
        enter(event);
        begin(at, true, "");
      }
      case "TaskScheduled" -> begin(at, false, resource(details(event, "taskScheduled")));
      case "LambdaFunctionScheduled" -> begin(at, false, "lambda:invoke");
      case "TaskSubmitted" -> submit(at);
      case "TaskSucceeded", "LambdaFunctionSucceeded", "WaitStateExited" -> end(event, at);
      case "TaskFailed", "TaskTimedOut", "TaskSubmitFailed", "TaskStartFailed" -> end(event, at);
      case "LambdaFunctionFailed", "LambdaFunctionTimedOut" -> end(event, at);
      default -> {
        if (type.endsWith("StateEntered")) {
          enter(event);
        }
      }
    }
  }

  private void enter(JsonNode event) {
    state = details(event, "stateEntered").path("name").asText();
    number = 0;
  }

  private void begin(Instant at, boolean isWait, String resource) {
    var attempt = new Attempt.Builder(state, isWait, resource, ++number, at);
    attempts.add(attempt);
    current = attempt;
  }

  private void submit(Instant at) {
    if (current != null) {
      current.submit(at);
    }
  }

  private void end(JsonNode event, Instant at) {
    if (current != null) {
      var details = details(event, "");
      current.end(at, details.path("error").asText(), details.path("cause").asText());
      current = null;
    }
  }

  private static String resource(JsonNode details) {
    return details.path("resourceType").asText() + ":" + details.path("resource").asText();
  }

  /** An event has one member of details, which is named by its type. */
  private static JsonNode details(JsonNode event, String prefix) {
    return event.properties().stream()
        .filter(member -> member.getKey().endsWith("EventDetails"))
        .filter(member -> member.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(event.path("none"));
  }
}

package com.example.orders.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is remembered about one order, as {@link StorySources} reads it.
 *
 * @param whole whether requests, invocations and calls are remembered: a deployed stack has none of
 *     them
 * @param definition the workflow's, for its retries
 */
record Journals(
    String orderId,
    String customer,
    Instant now,
    boolean whole,
    Optional<Row> row,
    List<Request> requests,
    List<Invocation> invocations,
    List<Call> calls,
    List<Execution> executions,
    JsonNode definition,
    List<Line> lines) {

  /** The order's row, without what its customer wrote. */
  record Row(String status, String reason, Instant first, Instant last) {
    private static Row of(JsonNode json) {
      var history = json.path("history");
      return new Row(
          json.path("status").asText(),
          json.path("reason").asText(),
          time(history.path(0), "at"),
          time(history.path(Math.max(0, history.size() - 1)), "at"));
    }
  }

  /** A request to the API. */
  record Request(String api, String method, String path, Instant begun, Instant ended, int status) {
    private static Request of(JsonNode json) {
      var begun = time(json, "at");
      return new Request(
          json.path("api").asText(),
          json.path("method").asText(),
          json.path("path").asText(),
          begun,
          begun.plusMillis(json.path("milliseconds").asLong()),
          json.path("status").asInt());
    }
  }

  /**
   * A message of the order that an invocation was given.
   *
   * @param returned whether the function wants it again
   */
  record Message(String id, String queue, Instant sent, int receives, boolean returned) {
    private static Message of(JsonNode json) {
      return new Message(
          json.path("messageId").asText(),
          json.path("queue").asText(),
          time(json, "sent"),
          json.path("receives").asInt(),
          json.path("returned").asBoolean());
    }
  }

  /**
   * An invocation that had an environment.
   *
   * @param asked when its caller called
   * @param ended empty while it runs
   * @param records how many its batch had, of all orders
   */
  record Invocation(
      String function,
      String requestId,
      String environment,
      String caller,
      boolean asynchronous,
      Instant asked,
      Instant begun,
      Optional<Instant> ended,
      long initMilliseconds,
      String error,
      String fault,
      int records,
      List<Message> messages) {
    private static Invocation of(JsonNode json) {
      return new Invocation(
          json.path("function").asText(),
          json.path("requestId").asText(),
          json.path("environment").asText(),
          json.path("caller").asText(),
          json.path("asynchronous").asBoolean(),
          time(json, "at"),
          time(json, "begun"),
          json.has("ended") ? Optional.of(time(json, "ended")) : Optional.empty(),
          json.path("initMilliseconds").asLong(),
          json.path("error").asText(),
          json.path("fault").asText(),
          json.path("records").asInt(),
          json.path("messages").valueStream().map(Message::of).toList());
    }
  }

  /**
   * A call to AWS.
   *
   * @param named whether the request itself names the order
   * @param status 0 if there was no answer
   */
  record Call(
      Instant begun,
      long milliseconds,
      String caller,
      String service,
      String operation,
      List<String> resources,
      int status,
      String error,
      String environment,
      String principal,
      String denied,
      String fault,
      String requestId,
      boolean named) {
    private static Call of(JsonNode json) {
      return new Call(
          time(json, "at"),
          json.path("milliseconds").asLong(),
          json.path("caller").asText(),
          json.path("service").asText(),
          json.path("operation").asText(),
          json.path("resources").valueStream().map(JsonNode::asText).toList(),
          json.path("status").asInt(),
          json.path("error").asText(),
          json.path("environment").asText(),
          json.path("principal").asText(),
          json.path("denied").asText(),
          json.path("fault").asText(),
          json.path("requestId").asText(),
          json.path("named").asBoolean(true));
    }

    boolean failed() {
      return !error.isEmpty() || status >= 300 || !fault.isEmpty();
    }

    /** Who asked for what, and how it ended. */
    String text() {
      return "%s %s by %s: %s, %d ms"
          .formatted(operation, target(), caller, verdict(), milliseconds)
          .replace("  by", " by");
    }

    String target() {
      return resources.stream()
          .filter(resource -> !resource.equals("*"))
          .collect(Collectors.joining(", "));
    }

    /** How it ended, in the words of who decided. */
    String verdict() {
      var by = fault.isEmpty() ? "" : " (fault " + fault + ")";
      if (!denied.isEmpty()) {
        var role = principal.substring(principal.lastIndexOf('/') + 1);
        return "denied: " + role + " may not " + denied;
      }
      if (status == 0) {
        return "no answer" + by;
      }
      return (error.isEmpty() ? "ok" : status + " " + error) + by;
    }
  }

  /** An execution of the workflow, with the events of its history as the API has them. */
  record Execution(String name, String status, JsonNode events) {
    private static Execution of(JsonNode json) {
      return new Execution(
          json.path("name").asText(), json.path("status").asText(), json.path("events"));
    }
  }

  /** A log line. */
  record Line(Instant at, String level, String message, String function, String requestId) {
    private static Line of(JsonNode json) {
      return new Line(
          time(json, "at"),
          json.path("level").asText(),
          json.path("message").asText(),
          json.path("function").asText(),
          json.path("requestId").asText());
    }
  }

  static Journals of(JsonNode json) {
    return new Journals(
        json.path("orderId").asText(),
        json.path("customer").asText(),
        time(json, "now"),
        json.path("whole").asBoolean(),
        json.has("row") ? Optional.of(Row.of(json.path("row"))) : Optional.empty(),
        json.path("requests").valueStream().map(Request::of).toList(),
        json.path("invocations").valueStream().map(Invocation::of).toList(),
        json.path("calls").valueStream().map(Call::of).toList(),
        json.path("executions").valueStream().map(Execution::of).toList(),
        json.path("definition"),
        json.path("lines").valueStream().map(Line::of).toList());
  }

  private static Instant time(JsonNode json, String name) {
    return Instant.parse(json.path(name).asText());
  }
}

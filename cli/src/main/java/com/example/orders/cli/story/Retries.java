package com.example.orders.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** The retriers of a workflow's definition. */
record Retries(JsonNode definition) {
  private static final Retry NONE = new Retry(0, 0, 1, Duration.ZERO);

  /**
   * One retrier, with the defaults of the Amazon States Language.
   *
   * @param interval before the first retry, in seconds
   */
  record Retry(int attempts, double interval, double rate, Duration longest) {
    private static Retry of(JsonNode json) {
      return new Retry(
          json.path("MaxAttempts").asInt(3),
          json.path("IntervalSeconds").asDouble(1),
          json.path("BackoffRate").asDouble(2),
          Duration.ofSeconds(json.path("MaxDelaySeconds").asLong(31_622_400)));
    }

    /** The longest wait before an attempt; with full jitter it may be any shorter one. */
    Duration before(int attempt) {
      var seconds = interval * Math.pow(rate, attempt - 2.0);
      return seconds >= longest.toSeconds() ? longest : Duration.ofMillis((long) (seconds * 1000));
    }
  }

  /** The retrier for an error; without an error the one for all. */
  Retry of(String state, String error) {
    return retriers(state)
        .flatMap(
            all ->
                all.valueStream()
                    .filter(one -> fits(one.path("ErrorEquals"), error))
                    .findFirst()
                    .map(Retry::of))
        .orElse(NONE);
  }

  private Optional<JsonNode> retriers(String state) {
    return Optional.of(definition.path("States").path(state).path("Retry"))
        .filter(JsonNode::isArray);
  }

  private static boolean fits(JsonNode errors, String error) {
    return errors
        .valueStream()
        .map(JsonNode::asText)
        .anyMatch(
            one ->
                one.equals(error) || one.equals("States.ALL") || one.equals("States.TaskFailed"));
  }
}

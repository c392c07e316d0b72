package com.example.orders.cli.story;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a state of the workflow.
 *
 * @param number counts from 1 in each visit of the state
 * @param most how many there may be, by the retrier that fits the error
 * @param submitted when the task was handed over, if it waits for a callback
 * @param ended empty while it lasts
 * @param retryWithin the longest time to the next attempt; zero if there is none
 */
record Attempt(
    String state,
    boolean isWait,
    String resource,
    int number,
    int most,
    Instant begun,
    Optional<Instant> submitted,
    Optional<Instant> ended,
    String error,
    String cause,
    Duration retryWithin) {

  /** An attempt whose events are being read. */
  static final class Builder {
    final String state;
    private final boolean isWait;
    private final String resource;
    private final int number;
    private final Instant begun;
    private @Nullable Instant submitted;
    private @Nullable Instant ended;
    private String error = "";
    private String cause = "";

    Builder(String state, boolean isWait, String resource, int number, Instant begun) {
      this.state = state;
      this.isWait = isWait;
      this.resource = resource;
      this.number = number;
      this.begun = begun;
    }

    void submit(Instant at) {
      submitted = at;
    }

    void end(Instant at, String itsError, String itsCause) {
      ended = at;
      error = itsError;
      cause = itsCause;
    }

    Attempt build(Retries retries) {
      var retry = retries.of(state, error);
      return new Attempt(
          state,
          isWait,
          resource,
          number,
          retry.attempts() + 1,
          begun,
          Optional.ofNullable(submitted),
          Optional.ofNullable(ended),
          error,
          cause,
          error.isEmpty() || number > retry.attempts() ? Duration.ZERO : retry.before(number + 1));
    }
  }

  boolean isCallback() {
    return resource.endsWith(".waitForTaskToken");
  }

  /** Until when the workflow itself was busy with it. */
  Optional<Instant> busyUntil() {
    return isCallback() && submitted.isPresent() ? submitted : ended;
  }
}

package com.example.orders.load;

import java.util.Arrays;
import java.util.Map;

/**
 * What became of a simulated load.
 *
 * @param peak the most orders that waited in the orders queue
 * @param emptied seconds from the surge's begin until no more waits there than its consumers take
 *     at once
 * @param toRow seconds from each 202 to the order's row
 * @param expressToRow the same for orders of the express lane alone
 * @param toEnd seconds from each 202 to the order's end
 * @param drained seconds after the surge until every order that it brought has ended
 * @param repairs executions that gave up and were replayed from the failures inbox
 * @param buried messages that were received too often and were replayed from the inbox
 * @param lateEvents notifications that failed for good and wait in the inbox
 */
public record Outcome(
    int sent,
    int letIn,
    int refused,
    int ended,
    int notified,
    int peak,
    double emptied,
    double[] toRow,
    double[] expressToRow,
    double[] toEnd,
    double drained,
    int repairs,
    int buried,
    int lateEvents,
    Map<String, Integer> invocations,
    Map<String, Integer> throttles) {

  /**
   * Nothing that was let in is lost, refused later or without its notification, sent or in the
   * inbox.
   */
  boolean isComplete() {
    return letIn + refused == sent && ended == letIn && notified + lateEvents == ended;
  }

  /** The time that so many of a hundred stay under. */
  static double percentile(double[] times, int percent) {
    var sorted = times.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) * percent / 100];
  }
}

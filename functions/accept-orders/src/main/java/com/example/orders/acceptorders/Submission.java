package com.example.orders.acceptorders;

import com.example.orders.json.Envelope;
import com.example.orders.order.Order;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one message brings.
 *
 * @param sentAt when the queue accepted it: the same at each delivery, unlike the clock
 * @param replayOf the failure that an operator replays with it; no client can set it
 */
record Submission(Envelope envelope, Instant sentAt, @Nullable String replayOf) {

  /**
   * Another body than the one that failed may only come from an operator who mended it. One that
   * could not be read blocks nothing.
   */
  boolean mayReplace(Order row) {
    return row.failedAtIntake()
        && (replayOf != null
            || row.intake().bodyHash().equals(envelope.bodyHash())
            || row.intake().bodyHash().equals(Order.UNREADABLE_BODY));
  }
}

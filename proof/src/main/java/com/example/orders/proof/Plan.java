package com.example.orders.proof;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client will do about one order.
 *
 * @param customer the name of the token's owner, or null to send no token
 * @param basket what is ordered
 * @param again another body for the same order: the same content written differently, or a conflict
 * @param pause how long the client waits before it does more than place the order
 */
record Plan(
    @Nullable String customer,
    String orderId,
    Basket basket,
    Manner manner,
    @Nullable Basket again,
    Duration pause) {

  enum Manner {
    ONCE,
    /** The same request three times at the same moment. */
    THREE_AT_ONCE,
    /**
     * The same content again, once the order has ended: too late or too different for the queue.
     */
    AGAIN_LATER,
    /** Another body under the same ID after a pause. */
    CONFLICT,
    /** A cancel after a pause, whatever has become of the order by then. */
    CANCEL,
    /** A look with the token of another customer. */
    PEEK
  }
}

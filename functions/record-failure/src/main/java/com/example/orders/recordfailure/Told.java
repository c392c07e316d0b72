package com.example.orders.recordfailure;

import com.example.orders.failures.Sighting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a message of a sink tells: a failure, and for the orders queue's what its row needs. */
record Told(Sighting sighting, @Nullable Intake intake) {

  /** An order that was answered 202 and may have no row yet. */
  record Intake(String bodyHash, Instant sentAt) {}

  static Told of(Sighting sighting) {
    return new Told(sighting, null);
  }
}

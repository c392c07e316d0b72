package com.example.orders.lambda;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** PutEvents answers 200 even if it accepted no entry, so the count of failed ones is looked at. */
public final class EventBridgePublisher {
  private static final int ATTEMPTS = 3;

  private final EventBridgeClient eventBridge;
  private final LongSupplier nanoTime;

  public EventBridgePublisher(EventBridgeClient eventBridge) {
    this(eventBridge, System::nanoTime);
  }

  EventBridgePublisher(EventBridgeClient eventBridge, LongSupplier nanoTime) {
    this.eventBridge = Objects.requireNonNull(eventBridge);
    this.nanoTime = nanoTime;
  }

  /**
   * Puts one event and answers the ID that EventBridge gave it. A failed entry is put again, at
   * most twice and while there is time.
   *
   * @param timeout of all attempts together
   * @throws IllegalStateException with EventBridge's error code if the entry failed each time
   */
  public String publish(PutEventsRequestEntry entry, Duration timeout) {
    long start = nanoTime.getAsLong();
    var answer = put(entry, timeout);
    for (int attempt = 1; attempt < ATTEMPTS && answer.failedEntryCount() > 0; attempt++) {
      var left = timeout.minusNanos(nanoTime.getAsLong() - start);
      if (!left.isPositive()) {
        break;
      }
      answer = put(entry, left);
    }
    var result = answer.entries().getFirst();
    if (answer.failedEntryCount() > 0) {
      throw new IllegalStateException("EventBridge did not take the event: " + result.errorCode());
    }
    return result.eventId();
  }

  private PutEventsResponse put(PutEventsRequestEntry entry, Duration callTimeout) {
    return eventBridge.putEvents(
        request ->
            request
                .entries(entry)
                .overrideConfiguration(limits -> limits.apiCallTimeout(callTimeout)));
  }
}

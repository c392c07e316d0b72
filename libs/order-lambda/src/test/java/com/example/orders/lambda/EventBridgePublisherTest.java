package com.example.orders.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

@SuppressWarnings("unchecked")
class EventBridgePublisherTest {
  private static final PutEventsResponse FAILED =
      PutEventsResponse.builder()
          .failedEntryCount(1)
          .entries(PutEventsResultEntry.builder().errorCode("InternalFailure").build())
          .build();

  /** An entry that fails each time takes no longer than its caller has. */
  @ParameterizedTest
  @CsvSource({"1, '6,5,4'", "2, '6,4,2'", "4, '6,2'", "6, '6'"})
  void allAttemptsTogetherHaveTheTimeThatTheCallerGives(int seconds, String timeouts) {
    var clock = new AtomicLong();
    var given = new ArrayList<String>();
    var client = mock(EventBridgeClient.class);
    when(client.putEvents(any(Consumer.class)))
        .thenAnswer(
            call -> {
              clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
              var request = PutEventsRequest.builder().applyMutation(call.getArgument(0)).build();
              var limits = request.overrideConfiguration().orElseThrow();
              given.add(String.valueOf(limits.apiCallTimeout().orElseThrow().toSeconds()));
              return FAILED;
            });
    var events = new EventBridgePublisher(client, clock::get);
    var entry = PutEventsRequestEntry.builder().build();

    assertThatThrownBy(() -> events.publish(entry, Duration.ofSeconds(6)))
        .hasMessageContaining("InternalFailure");
    assertThat(given).isEqualTo(List.of(timeouts.split(",")));
  }
}

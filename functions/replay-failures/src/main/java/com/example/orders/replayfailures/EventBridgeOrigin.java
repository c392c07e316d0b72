package com.example.orders.replayfailures;

import com.example.orders.failures.Failure;
import com.example.orders.json.OrderJson;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.EventBridgePublisher;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * Puts the event on its bus again. Every target of every rule gets it, those too that had it:
 * consumers deduplicate by the idempotency key in the detail, which stays.
 */
final class EventBridgeOrigin implements Origin {
  /** With the reads and writes around it within what a round reserves for an entry. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  private final EventBridgePublisher events;
  private final ObjectMapper mapper = OrderJson.mapper();

  EventBridgeOrigin(EventBridgeClient eventBridge) {
    this.events = new EventBridgePublisher(eventBridge);
  }

  static EventBridgeOrigin create() {
    return new EventBridgeOrigin(AwsClients.build(EventBridgeClient.builder()));
  }

  @Override
  public Sent send(Failure attempt, String payload) throws CannotReplayException {
    var event = event(payload);
    var source = event.path("source").asText();
    var detail = event.path("detail");
    if (source.isEmpty() || source.startsWith("aws.") || !detail.isObject()) {
      throw new CannotReplayException("it is no event of ours");
    }
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(attempt.origin())
            .source(source)
            .detailType(event.path("detail-type").asText())
            .detail(detail.toString())
            .build();
    return Sent.back(attempt, "put as event " + events.publish(entry, TIMEOUT));
  }

  private JsonNode event(String payload) throws CannotReplayException {
    try {
      return mapper.readTree(payload);
    } catch (JsonProcessingException | NumberFormatException e) {
      throw new CannotReplayException("it is no JSON");
    }
  }
}

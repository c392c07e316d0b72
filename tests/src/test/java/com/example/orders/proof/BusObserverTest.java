package com.example.orders.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Project;
import com.example.orders.contract.EventSchemas;
import com.example.orders.testing.EventContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class BusObserverTest {
  private static final EventContract CONTRACT = EventContract.ofCheckout();

  @Test
  void seesWhatAnEventIsAbout() {
    var event = BusObserver.event(confirmed(), CONTRACT);

    assertThat(event.detailType()).isEqualTo("OrderConfirmed");
    assertThat(event.id())
        .isEqualTo(event.ref().customer() + "#" + event.ref().orderId() + "#OrderConfirmed");
    assertThat(event.faults()).isEmpty();
  }

  @Test
  void seesThatAnEventBreaksItsContract() {
    var json = confirmed();
    ((ObjectNode) json.at("/detail/metadata")).remove("idempotencyKey");

    assertThat(BusObserver.event(json, CONTRACT).faults())
        .anySatisfy(fault -> assertThat(fault).contains("'idempotencyKey' not found"));
  }

  private static JsonNode confirmed() {
    return EventSchemas.read(
        Project.find().root().resolve("api/events/samples/OrderConfirmed.v1/confirmed.json"));
  }
}

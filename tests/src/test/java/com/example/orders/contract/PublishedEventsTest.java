package com.example.orders.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import localcloud.observe.EventSink;
import org.junit.jupiter.api.Test;

class PublishedEventsTest {
  private final PublishedEvents published = new PublishedEvents();

  @Test
  void everyLocalCloudOfATestHasThem() {
    assertThat(ServiceLoader.load(EventSink.class).stream().map(ServiceLoader.Provider::type))
        .contains(PublishedEvents.class);
  }

  /** The proofs judge events by themselves; a weakened copy has publishers that nobody names. */
  @Test
  void noOtherCloudOfATestDoesWithoutThem() throws IOException {
    var without = new TreeSet<String>();
    for (var folder : List.of("proof/src", "tests/src", "extensions")) {
      try (var files = Files.walk(EventSchemas.ROOT.resolve(folder))) {
        for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          if (Files.readString(file).contains("." + "withEvents(")) {
            without.add(file.getFileName().toString());
          }
        }
      }
    }
    assertThat(without).containsExactly("GuardBench.java", "ProofRun.java");
  }

  @Test
  void whatTheWorkflowPublishesMayStay() {
    published.take("OrderWorkflow", confirmed());
    published.take("core/OrderWorkflow", confirmed());

    assertThat(published.violations()).isEmpty();
    assertThatCode(published::close).doesNotThrowAnyException();
  }

  @Test
  void theEndOfTheCloudSaysWhatBrokeTheContract() {
    var event = confirmed();
    ((ObjectNode) event.at("/detail/metadata")).put("schemaVersion", 2);
    published.take("OrderWorkflow", event);

    assertThatThrownBy(published::close)
        .hasMessage(
            "Events that break their contract: [OrderWorkflow published OrderConfirmed: no schema"
                + " is about version 2 of OrderConfirmed]");
  }

  @Test
  void aPublisherMustBeNamed() {
    published.take("AcceptOrdersFunction", confirmed());

    assertThat(published.violations())
        .containsExactly(
            "no AsyncAPI document says that AcceptOrdersFunction publishes OrderConfirmed");
  }

  @Test
  void whatATestPutsOnABusIsItsOwnAffair() {
    published.take("root", ((ObjectNode) confirmed()).put("detail-type", "OrderGreeted"));

    assertThat(published.violations()).isEmpty();
  }

  private static JsonNode confirmed() {
    return EventSchemas.read(
        EventSchemas.ROOT.resolve("api/events/samples/OrderConfirmed.v1/confirmed.json"));
  }
}

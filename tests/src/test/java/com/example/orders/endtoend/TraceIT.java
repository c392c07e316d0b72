package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.example.orders.cli.story.StorySources;
import com.example.orders.cli.story.Trace;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import localcloud.faults.FaultRules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An order is found by its ID: in X-Ray's documents, and by {@code make trace} over all hops. */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {
  private static final String CUSTOMER = "traced";
  private Target target;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
  }

  /** Accept, reserve, charge, refund, release, notify: each work on the order is one. */
  @Test
  void eachInvocationForAnOrderHasASubsegmentWithItsId() {
    var order = Orders.good().put("paymentToken", "tok_declined");
    place(order);

    target.await(
        () -> {
          var traces = local("/traces?annotation=orderId&value=" + Orders.id(order));
          assertThat(traces.path("documents")).hasSize(6);
          assertThat(traces.path("documents"))
              .allSatisfy(one -> assertThat(one.path("name").asText()).isEqualTo("order"))
              .noneSatisfy(one -> assertThat(one.path("fault").asBoolean()).isTrue());
          assertThat(traces.path("refused")).isEmpty();
        });
    assertThat(invocations(order)).hasSize(6);
  }

  @Test
  void aStoryHasFaultsAttemptsCallsAndLinesAndItsGapsAreTheWaits() {
    var order = Orders.good();
    var id = Orders.id(order);
    target
        .local()
        .orElseThrow()
        .faults()
        .add(
            FaultRules.parse(
                """
                {"rules": [
                  {"id": "deny-%1$s", "fault": "deny", "service": "dynamodb", "order": "%1$s",
                   "function": "ReserveInventoryFunction", "count": 1},
                  {"id": "throw-%1$s", "fault": "throw", "service": "lambda", "order": "%1$s",
                   "function": "ChargePaymentFunction", "count": 1}]}
                """
                    .formatted(id)));
    place(order);
    target.await( // the last is notify-customer
        () ->
            assertThat(invocations(order))
                .hasSize(7)
                .allSatisfy(one -> assertThat(one.has("ended")).isTrue()));

    var read = StorySources.of("", target.endpoint()).read(id, "");
    assertThat(Trace.text(read))
        .first()
        .asString()
        .startsWith(CUSTOMER + " " + id + "  CONFIRMED after ");
    assertThat(Trace.text(read))
        .anyMatch(line -> line.contains("ReserveInventory 1 of 11") && line.contains("failed"))
        .anyMatch(line -> line.contains("AccessDeniedException (fault deny-" + id + ")"))
        .anyMatch(line -> line.contains("(fault throw-" + id + ")"))
        .anyMatch(line -> line.contains("> SendMessage OrdersQueue by Api: ok"))
        .anyMatch(line -> line.contains("INFO Stored as ACCEPTED"))
        .anyMatch(line -> line.contains("~ back-off"));
    var story = Trace.json(read);
    assertThat(attempts(story, "ReserveInventory")).containsExactly(1, 2);
    assertThat(attempts(story, "ChargePayment")).containsExactly(1, 2);
    assertThat(busy(story) + gaps(story))
        .isCloseTo(between(story.path("begun"), story.path("until")), within(50L));
  }

  /** What the customer wrote is in the row, and not in a story. */
  @Test
  void aStoryHasNoPersonalData() {
    var order = Orders.good();
    place(order);

    var read = StorySources.of("", target.endpoint()).read(Orders.id(order), "");
    assertThat(read.toString()).doesNotContain("Lovelace", "St James", "tok_visa");
  }

  private void place(ObjectNode order) {
    assertThat(target.api().place(CUSTOMER, order.toString()).httpStatus()).isEqualTo(202);
    target.awaitTerminal(CUSTOMER, Orders.id(order));
  }

  private JsonNode invocations(ObjectNode order) {
    return local("/invocations?contains=" + Orders.id(order)).path("invocations");
  }

  private JsonNode local(String path) {
    var request = HttpRequest.newBuilder(URI.create(target.endpoint() + "/_local" + path)).build();
    try (var http = HttpClient.newHttpClient()) {
      return new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<Integer> attempts(JsonNode story, String state) {
    return story
        .path("hops")
        .valueStream()
        .filter(hop -> hop.path("name").asText().equals(state))
        .map(hop -> hop.path("attempt").asInt())
        .toList();
  }

  private static long gaps(JsonNode story) {
    return story.path("gaps").valueStream().mapToLong(g -> g.path("milliseconds").asLong()).sum();
  }

  /** The time in which at least one hop lasts. */
  private static long busy(JsonNode story) {
    var sum = 0L;
    var reached = Instant.parse(story.path("begun").asText());
    var hops =
        story
            .path("hops")
            .valueStream()
            .sorted(Comparator.comparing(hop -> Instant.parse(hop.path("begun").asText())))
            .toList();
    for (var hop : hops) {
      var begun = Instant.parse(hop.path("begun").asText());
      var ended = begun.plusMillis(hop.path("milliseconds").asLong());
      if (ended.isAfter(reached)) {
        sum += Duration.between(begun.isAfter(reached) ? begun : reached, ended).toMillis();
        reached = ended;
      }
    }
    return sum;
  }

  private static long between(JsonNode begun, JsonNode ended) {
    return Duration.between(Instant.parse(begun.asText()), Instant.parse(ended.asText()))
        .toMillis();
  }
}

package com.example.orders.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Books;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reaches the orders queue without the API's validation: a message that cannot be read ends in
 * the failures inbox, whole, and harms nobody else; an order that breaks a rule ends rejected.
 */
@Tag("local")
@ExtendWith(TargetExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonMessagesIT {
  private static final String CUSTOMER = "neighbour";
  private static final int MAX_RECEIVES = 5;

  private Target target;
  private OrdersQueue queue;
  private Inbox inbox;
  private String visibility;

  @BeforeAll
  void setUp(Target target) {
    this.target = target;
    queue = OrdersQueue.of(target);
    inbox = Inbox.of(target);
    // The functions are warm after this one: a cold start is longer than the pause that follows.
    var first = Orders.good();
    target.api().place(CUSTOMER, first.toString());
    target.awaitTerminal(CUSTOMER, Orders.id(first));
    visibility = queue.giveBackAfter("2");
  }

  @AfterAll
  void restore() {
    queue.giveBackAfter(visibility);
    queue.close();
    inbox.close();
  }

  @Test
  void fault08_eachIsTriedFiveTimesAndKeptWhileOrdersOfOtherGroupsAreConfirmed() {
    var messages = unreadable();
    var ids = new ArrayList<String>();
    var good = new ArrayList<ObjectNode>();
    for (var message : messages) {
      ids.add(queue.send("poison-" + UUID.randomUUID(), message));
      good.add(Orders.good());
      target.api().place(CUSTOMER, good.getLast().toString());
    }
    for (var order : good) {
      assertThat(ended(order).path("status").asText()).isEqualTo("CONFIRMED");
    }
    awaitInInbox(messages);
    for (var id : ids) {
      assertThat(target.logs().count("Message " + id + " is returned")).isEqualTo(MAX_RECEIVES);
    }
  }

  @Test
  void anOrderBehindItInItsOwnGroupWaitsAndIsConfirmed() {
    var order = Orders.good();
    var group = CUSTOMER + "#" + Orders.id(order);
    var poison = "{\"customer\":\"" + CUSTOMER + "\"}";
    var id = queue.send(group, poison);
    // In one batch with it, the order would come back as often as it does.
    target.await(
        () -> assertThat(target.logs().count("Message " + id + " is returned")).isPositive());
    queue.send(CUSTOMER, order);
    assertThat(ended(order).path("status").asText()).isEqualTo("CONFIRMED");
    assertThat(target.logs().count("Message " + id + " is returned")).isEqualTo(MAX_RECEIVES);
    awaitInInbox(List.of(poison));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken("26 lines", order -> lines(order, 26)),
        broken("no line", order -> lines(order, 0)),
        broken("no piece", order -> line(order).put("quantity", 0)),
        broken("a negative number of pieces", order -> line(order).put("quantity", -1)),
        broken("1000 pieces", order -> line(order).put("quantity", 1000)),
        broken("a SKU in lower case", order -> line(order).put("sku", "filter-paper-100")),
        broken("a card number for a token", order -> order.put("paymentToken", "4242424242424242")),
        broken("an empty name", order -> address(order).put("name", "")),
        broken("a city of 201 characters", order -> address(order).put("city", "x".repeat(201))),
        broken("no country's code", order -> address(order).put("country", "ZZ")),
        broken("no e-mail address", order -> order.put("email", "ada@example.com\n")),
        broken("a note of 501 characters", order -> order.put("note", "x".repeat(501))),
        broken("no currency's code", order -> order.put("currency", "ABC")));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void anOrderThatBreaksARuleIsRejectedWithoutEffect(Consumer<ObjectNode> spoil) {
    var order = Orders.good();
    spoil.accept(order);
    try (var books = Books.open(target.outputs(), target.endpoint())) {
      queue.send(target.subject(CUSTOMER), order);
      var ended = ended(order);
      assertThat(ended.path("status").asText()).isEqualTo("REJECTED");
      assertThat(ended.path("reason").asText()).isEqualTo("INVALID_ORDER");
      assertThat(ended.path("history")).hasSize(1);
      var key = new Books.OrderKey(target.subject(CUSTOMER), Orders.id(order));
      assertThat(books.differences(List.of(key))).isEmpty();
    }
  }

  private JsonNode ended(ObjectNode order) {
    return target.awaitTerminal(CUSTOMER, Orders.id(order));
  }

  /** Each in another way; those that can be read as JSON would be good orders otherwise. */
  private List<String> unreadable() {
    var customer = target.subject(CUSTOMER);
    var envelope = OrdersQueue.envelope(customer, Orders.good());
    var text = envelope.toString();
    return List.of(
        "no JSON",
        text.substring(0, text.length() / 2),
        text, // its group is another one
        text.replaceFirst("\\{", "{\"customer\":\"eve\","),
        text.replaceFirst("\\{", "{\"admin\":true,"),
        text.replace("\"currency\"", "\"price\":1,\"currency\""),
        text.replace("\"quantity\":1", "\"quantity\":\"1\""),
        text.replace("\"quantity\":1", "\"quantity\":1.5"));
  }

  private void awaitInInbox(List<String> messages) {
    target.await(() -> assertThat(inbox.payloads().values()).containsAll(messages));
    assertThat(queue.takeDeadLetters()).doesNotContainAnyElementsOf(messages);
  }

  private static Arguments broken(String name, Consumer<ObjectNode> spoil) {
    return Arguments.of(Named.of(name, spoil));
  }

  private static void lines(ObjectNode order, int count) {
    var lines = order.putArray("lines");
    for (var i = 0; i < count; i++) {
      lines.addObject().put("sku", "FILTER-PAPER-100").put("quantity", 1);
    }
  }

  private static ObjectNode line(ObjectNode order) {
    return (ObjectNode) order.at("/lines/0");
  }

  private static ObjectNode address(ObjectNode order) {
    return (ObjectNode) order.get("shippingAddress");
  }
}

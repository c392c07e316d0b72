package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.example.orders.lambda.Counts;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.OrderMetric;
import com.example.orders.order.Order;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.EventFiles;
import com.example.orders.testing.InMemoryOrders;
import com.example.orders.testing.Samples;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A backlog with fresh orders behind it: who is taken in first, and that nothing is lost by it. */
class AgedLaneTest {
  private static final Duration PROMISE = Duration.ofMinutes(5);
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final Instant AGED = NOW.minus(PROMISE).minusMillis(1);
  private static final Instant FRESH = NOW.minus(PROMISE);
  private static final String LANE = "orderly-aged-orders.fifo";
  private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

  private final InMemoryOrders orders = new InMemoryOrders();
  private final InMemoryWorkflows workflows = new InMemoryWorkflows();
  private final InMemoryRejectedOrders rejected = new InMemoryRejectedOrders();
  private final Counts counts = new Counts();
  private final Lane lane = new Lane();

  /** Keeps what is put into it as SQS would hand it over. */
  private static final class Lane implements AgedOrders {
    final List<SQSMessage> messages = new ArrayList<>();
    final List<Integer> calls = new ArrayList<>();
    RuntimeException failure;
    int refused;

    @Override
    public Set<String> put(List<OrderMessage> aged, Duration callTimeout) {
      calls.add(aged.size());
      if (failure != null) {
        throw failure;
      }
      var taken = aged.subList(refused, aged.size());
      taken.forEach(message -> messages.add(copy(message)));
      return taken.stream().map(OrderMessage::id).collect(Collectors.toSet());
    }

    private static SQSMessage copy(OrderMessage message) {
      var copy = new SQSMessage();
      copy.setMessageId("copy-" + message.id());
      copy.setBody(message.body());
      copy.setEventSourceArn(ARN + LANE);
      copy.setAttributes(
          Map.of("MessageGroupId", message.group(), "SentTimestamp", "" + NOW.toEpochMilli()));
      copy.setMessageAttributes(new HashMap<>());
      message
          .attributesForACopy()
          .forEach((name, value) -> copy.getMessageAttributes().put(name, text(value)));
      return copy;
    }
  }

  @Test
  void freshOrdersAreTakenInBeforeThoseThatWaitTooLongAlready() {
    var batch = batch(AGED, AGED, FRESH, AGED, FRESH);

    accept(PROMISE, batch);

    assertThat(started()).containsExactly(3, 5);
    assertThat(lane.calls).as("one call moves all").containsExactly(3);
    assertThat(counts.asMap()).containsEntry(OrderMetric.OrdersPutAside, 3);

    accept(PROMISE, lane.messages);

    assertThat(started()).containsExactly(3, 5, 1, 2, 4);
    assertThat(orders.find(key(1)).map(row -> row.intake().acceptedAt())).contains(AGED);
    assertThat(lane.calls).as("nothing is put aside twice").hasSize(1);
  }

  @Test
  void withoutTheLaneTheBacklogIsTakenInFirst() {
    accept(Duration.ZERO, batch(AGED, AGED, FRESH, AGED, FRESH));

    assertThat(started()).containsExactly(1, 2, 3, 4, 5);
    assertThat(lane.calls).isEmpty();
  }

  /** The switch may go off while copies wait. */
  @Test
  void whatWasPutAsideIsTakenInWithTheLaneOffToo() {
    accept(PROMISE, batch(AGED));

    accept(Duration.ZERO, lane.messages);

    assertThat(started()).containsExactly(1);
    assertThat(orders.find(key(1)).map(row -> row.intake().acceptedAt())).contains(AGED);
  }

  @Test
  void anOrderThatTheLaneDoesNotTakeIsTakenInAtOnce() {
    lane.refused = 1;
    accept(PROMISE, batch(AGED, AGED));
    assertThat(started()).containsExactly(1);
    assertThat(lane.messages).hasSize(1);

    lane.failure = new IllegalStateException("there is no such queue");
    accept(PROMISE, batch(AGED, AGED, FRESH));
    assertThat(started()).containsExactly(1, 1, 2, 3);
  }

  /** The original comes again if its deletion was lost: then the order meets both queues. */
  @Test
  void anOrderThatComesFromBothQueuesIsOneOrder() {
    var original = batch(AGED);
    accept(PROMISE, original);
    accept(PROMISE, original);
    assertThat(lane.messages).hasSize(2);

    accept(PROMISE, lane.messages);
    accept(Duration.ZERO, original);

    assertThat(orders.find(key(1)).orElseThrow().version()).isEqualTo(1);
    assertThat(Set.copyOf(workflows.started)).hasSize(1);
    assertThat(counts.asMap())
        .containsEntry(OrderMetric.OrdersAccepted, 1)
        .doesNotContainKey(OrderMetric.OrdersConflicting)
        .doesNotContainKey(OrderMetric.OrdersDuplicated);
  }

  @Test
  void anOrderThatExpiredMeanwhileIsRejectedOnce() {
    var batch = batch(AGED);
    batch
        .getFirst()
        .setBody(
            batch
                .getFirst()
                .getBody()
                .replace("\"order\":{", "\"order\":{\"expiresAt\":\"" + AGED + "\","));
    accept(PROMISE, batch);
    assertThat(rejected.published).isEmpty();

    accept(PROMISE, lane.messages);
    accept(PROMISE, lane.messages);

    assertThat(orders.find(key(1)).map(Order::status)).contains(OrderStatus.REJECTED);
    assertThat(orders.find(key(1)).map(row -> row.undo().reason())).contains("EXPIRED");
    assertThat(Set.copyOf(rejected.published)).hasSize(1);
    assertThat(started()).isEmpty();
  }

  @Test
  void messagesOfOneOrderStayInTheirOrder() {
    var batch = batch(AGED, FRESH, FRESH);
    batch.get(1).setAttributes(attributes(group(batch.getFirst()), FRESH));
    batch.get(1).setBody(batch.getFirst().getBody().replace("\"quantity\":2", "\"quantity\":3"));

    accept(PROMISE, batch);
    accept(PROMISE, lane.messages);

    assertThat(lane.messages).hasSize(2);
    assertThat(started()).containsExactly(3, 1);
    assertThat(orders.find(key(1)).map(row -> row.lines().getFirst().quantity())).contains(2);
    assertThat(counts.asMap()).containsEntry(OrderMetric.OrdersConflicting, 1);
  }

  @Test
  void aReplayStaysOne() {
    var batch = batch(AGED);
    batch.getFirst().setMessageAttributes(Map.of("replayOf", text("0123456789abcdef01234567")));
    orders.store(Order.parkedAtIntake(key(1), "another", "IllegalStateException", AGED));

    accept(PROMISE, batch);
    accept(PROMISE, lane.messages);

    assertThat(orders.find(key(1)).map(Order::status)).contains(OrderStatus.ACCEPTED);
  }

  /** Whoever may write to the orders queue may not choose when an order was sent. */
  @Test
  void aTimeInAMessageOfAnotherQueueCountsForNothing() {
    var batch = batch(FRESH);
    batch.getFirst().setMessageAttributes(Map.of("sentAt", text("0")));

    accept(PROMISE, batch);

    assertThat(orders.find(key(1)).map(row -> row.intake().acceptedAt())).contains(FRESH);
  }

  private void accept(Duration promise, List<SQSMessage> messages) {
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    var accepting = new Accepting(orders, workflows, rejected, Samples.TIME_TO_END, clock);
    var event = new SQSEvent();
    event.setRecords(messages);
    var answer =
        new OrderBatch(accepting, new AgedLane(promise, LANE, lane, clock))
            .accept(event, Deadline.of(LambdaContext.with(10_000)), counts);
    assertThat(answer.getBatchItemFailures()).isEmpty();
  }

  private static List<SQSMessage> batch(Instant... sent) {
    var messages =
        EventFiles.sqsEvent("accept-orders/batch-of-ten.json").getRecords().subList(0, sent.length);
    for (var message = 0; message < sent.length; message++) {
      var sqs = messages.get(message);
      sqs.setAttributes(attributes(group(sqs), sent[message]));
    }
    return new ArrayList<>(messages);
  }

  private static String group(SQSMessage message) {
    return message.getAttributes().get("MessageGroupId");
  }

  private static Map<String, String> attributes(String group, Instant sentAt) {
    return Map.of("MessageGroupId", group, "SentTimestamp", "" + sentAt.toEpochMilli());
  }

  private static MessageAttribute text(String value) {
    var attribute = new MessageAttribute();
    attribute.setDataType("String");
    attribute.setStringValue(value);
    return attribute;
  }

  private static OrderKey key(int number) {
    return OrderKey.of("acme", "0199c0de-0000-7000-8000-0000000001%02x".formatted(number));
  }

  private List<Integer> started() {
    return workflows.started.stream()
        .map(name -> Integer.parseInt(name.substring(name.length() - 2), 16))
        .toList();
  }
}

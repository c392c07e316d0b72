package com.example.orders.cli;

import static java.util.Objects.requireNonNull;

import com.example.orders.cli.Books.OrderKey;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/**
 * Orders that have ended, whose customers were not notified, and that are not in the failures
 * inbox: the event or the record of its failure was lost on its way. The tables know better, for
 * all that an event says is in the order's row. {@code make unnotified} lists them; with {@code
 * SEND=1} notify-customer is invoked with their events, which is safe for all who are notified
 * meanwhile.
 *
 * <p>Three tables are read as a whole, so this is no schedule's work.
 */
public final class Unnotified {
  /**
   * EventBridge tries for an hour, and then Lambda for another; until then it may be on its way.
   */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(135);

  private static final Map<String, String> EVENTS =
      Map.of(
          "CONFIRMED", "OrderConfirmed",
          "REJECTED", "OrderRejected",
          "CANCELLED", "OrderCancelled");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StackOutputs outputs;
  private final @Nullable String endpoint;

  /**
   * @param endpoint the local cloud's AWS endpoint, or null for AWS itself
   */
  public Unnotified(StackOutputs outputs, @Nullable String endpoint) {
    this.outputs = outputs;
    this.endpoint = endpoint;
  }

  /** Takes a deployed stack's name, or nothing for the local cloud. */
  public static void main(String[] arguments) {
    var deployed = arguments.length > 0 && !arguments[0].isBlank();
    var endpoint = deployed ? null : Run.localEndpoint(System.getenv());
    var stack = deployed ? arguments[0] : Run.STACK_NAME;
    try {
      var unnotified = new Unnotified(StackOutputs.of(stack, endpoint), endpoint);
      tell(unnotified, !System.getenv().getOrDefault("SEND", "").isBlank());
    } catch (SdkException | IllegalStateException e) {
      Console.fail(
          "%s cannot be read: %s%s"
              .formatted(
                  deployed ? stack : endpoint,
                  e.getMessage(),
                  deployed ? "" : ". Is the local cloud up (`make run`)?"));
    }
  }

  private static void tell(Unnotified unnotified, boolean send) {
    var events = unnotified.endedBefore(Instant.now().minus(ON_ITS_WAY));
    events.forEach(
        event ->
            Console.say(
                "%s  %s", event.at("/detail/metadata/idempotencyKey").asText(), event.get("time")));
    if (send) {
      unnotified.send(events);
    }
    Console.say(
        "%d orders ended %d minutes ago or earlier without a notification%s.",
        events.size(),
        ON_ITS_WAY.toMinutes(),
        events.isEmpty() ? "" : send ? "; they are sent now" : "; SEND=1 sends them");
  }

  /** The events that should have notified, of all orders that had ended by then. */
  public List<ObjectNode> endedBefore(Instant time) {
    try (var dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), endpoint).build()) {
      var rows = new HashMap<OrderKey, Map<String, AttributeValue>>();
      dynamoDb
          .scanPaginator(scan -> scan.tableName(outputs.get("OrdersTableName")))
          .items()
          .stream()
          .filter(row -> !row.containsKey("test")) // nobody is notified of those
          .filter(row -> EVENTS.containsKey(text(row, "status")) && endedAt(row).isBefore(time))
          .forEach(row -> rows.put(key(row), row));
      return Notices.read(dynamoDb, outputs).missing(List.copyOf(rows.keySet())).stream()
          .map(key -> event(requireNonNull(rows.get(key))))
          .toList();
    }
  }

  /** Invokes notify-customer asynchronously, once for each event. */
  public void send(List<ObjectNode> events) {
    try (var lambda = StackOutputs.configure(LambdaClient.builder(), endpoint).build()) {
      for (var event : events) {
        lambda.invoke(
            invoke ->
                invoke
                    .functionName(outputs.get("NotifyCustomerFunctionArn"))
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(event.toString())));
      }
    }
  }

  /** What was put on the bus about the end of this order, but for the event's ID. */
  public static ObjectNode event(Map<String, AttributeValue> row) {
    var type = requireNonNull(EVENTS.get(text(row, "status")));
    var event =
        JSON.createObjectNode()
            .put("source", "orderly.orders")
            .put("detail-type", type)
            .put("time", endedAt(row).toString());
    var detail = event.putObject("detail");
    detail
        .putObject("metadata")
        .put("correlationId", text(row, "orderId"))
        .put("idempotencyKey", text(row, "customer") + "#" + text(row, "orderId") + "#" + type)
        .put("schemaVersion", 1);
    var data =
        detail
            .putObject("data")
            .put("customer", text(row, "customer"))
            .put("orderId", text(row, "orderId"))
            .put("status", text(row, "status"));
    if (type.equals("OrderConfirmed")) {
      data.put("total", Long.valueOf(requireNonNull(row.get("total")).n()))
          .put("currency", text(row, "currency"));
    } else if (history(row).size() == 1) { // refused by accept-orders, which names the currency
      data.put("currency", text(row, "currency")).put("reason", text(row, "reason"));
    } else {
      data.put("reason", text(row, "reason"));
    }
    return event;
  }

  private static Instant endedAt(Map<String, AttributeValue> row) {
    return Instant.parse(text(history(row).getLast().m(), "at"));
  }

  private static List<AttributeValue> history(Map<String, AttributeValue> row) {
    return requireNonNull(row.get("history")).l();
  }

  private static OrderKey key(Map<String, AttributeValue> row) {
    return new OrderKey(text(row, "customer"), text(row, "orderId"));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), name).s();
  }
}

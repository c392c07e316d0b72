package com.example.orders.notifycustomer;

import static com.example.orders.dynamodb.Attributes.integer;
import static com.example.orders.dynamodb.Attributes.number;
import static com.example.orders.dynamodb.Attributes.text;
import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Takes the place of a mail provider: nothing leaves, but its promises are those of a provider. It
 * counts attempts and deliveries by the notification's key in a table of its own, delivers a key
 * once, and keeps no address. An address decides the outcome, in the manner of a mailbox simulator:
 *
 * <table>
 * <caption>Test addresses, all {@code @simulator.orderly.example}</caption>
 * <tr><td>{@code bounce}<td>refused for good
 * <tr><td>{@code throttle}<td>refused the first two times
 * <tr><td>{@code throttle+7}<td>refused the first seven times
 * <tr><td>{@code slow}<td>delivered after three seconds
 * <tr><td>any other address<td>delivered
 * </table>
 *
 * <p>{@code bounce} and {@code slow} take a label as well, as in {@code bounce+1}.
 */
final class DynamoDbCustomerNotifier implements CustomerNotifier {
  static final Duration SLOW = Duration.ofSeconds(3);
  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbCustomerNotifier.class);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Clock clock;
  private final Consumer<Duration> pause;

  DynamoDbCustomerNotifier(
      DynamoDbClient dynamoDb, String table, Clock clock, Consumer<Duration> pause) {
    this.dynamoDb = requireNonNull(dynamoDb);
    this.table = requireNonNull(table);
    this.clock = requireNonNull(clock);
    this.pause = requireNonNull(pause);
  }

  @Override
  public SendResult send(Notification notification) {
    int attempts;
    try {
      attempts = countAttempt(notification);
    } catch (SdkException e) {
      return new Busy(new NotifierBusyException(e));
    }
    var email = notification.email();
    return switch (email == null ? new TestAddress.Deliver() : TestAddress.of(email)) {
      case TestAddress.Bounce() -> new AddressRefused();
      case TestAddress.Throttle(var times) when attempts <= times ->
          new Busy(new NotifierBusyException(null));
      case TestAddress.DeliverSlowly() -> {
        pause.accept(SLOW);
        yield deliver(notification);
      }
      case TestAddress.Throttle _, TestAddress.Deliver _ -> deliver(notification);
    };
  }

  /** Counts at least every attempt: a call whose answer was lost counts twice. */
  private int countAttempt(Notification notification) {
    var counted =
        dynamoDb
            .updateItem(
                update ->
                    update
                        .tableName(table)
                        .key(key(notification))
                        .updateExpression("SET channel = :channel ADD attempts :one")
                        .expressionAttributeValues(
                            Map.of(
                                ":channel", text(notification.channel().name()),
                                ":one", number(1)))
                        .returnValues(ReturnValue.UPDATED_NEW))
            .attributes();
    return integer(counted, "attempts");
  }

  private Delivered deliver(Notification notification) {
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(notification))
                  .updateExpression("SET #at = :at ADD deliveries :one")
                  .conditionExpression("attribute_not_exists(deliveries)")
                  .expressionAttributeNames(Map.of("#at", "at"))
                  .expressionAttributeValues(
                      Map.of(
                          ":at", text(clock.instant().toString()),
                          ":one", number(1))));
      LOG.info("Delivered {} by {}", notification.type(), notification.channel());
    } catch (ConditionalCheckFailedException e) {
      LOG.info("Delivered before: {}", notification.type());
    }
    return new Delivered();
  }

  private static Map<String, AttributeValue> key(Notification notification) {
    return Map.of("notificationKey", text(notification.key()));
  }
}

package com.example.orders.deliverwebhooks;

import static com.example.orders.lambda.Environment.number;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.example.orders.webhooks.DynamoDbDeliveries;
import com.example.orders.webhooks.DynamoDbEndpoints;
import com.example.orders.webhooks.Network;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.core5.ssl.SSLContexts;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Sends the deliveries whose messages come. The queue only wakes: what is due says the delivery's
 * item, and a message that waits is hidden for as long.
 */
public final class DeliverWebhooksHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final DeliveryBatch batch;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public DeliverWebhooksHandler() {
    this(fromEnvironment(Clock.systemUTC()), Telemetry.fromEnvironment());
  }

  DeliverWebhooksHandler(DeliveryBatch batch, Telemetry telemetry) {
    this.batch = requireNonNull(batch);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    return telemetry.batch(
        context, counts -> batch.deliver(event.getRecords(), context::getRemainingTimeInMillis));
  }

  private static DeliveryBatch fromEnvironment(Clock clock) {
    var network = Network.of(variable("WEBHOOK_NETWORK"), () -> variable("AWS_ENDPOINT_URL"));
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    var endpoints = new DynamoDbEndpoints(dynamoDb, variable("ENDPOINTS_TABLE_NAME"));
    var notices =
        new EventBridgeNotices(
            AwsClients.build(EventBridgeClient.builder()), variable("ORDER_EVENTS_NAME"));
    var delivering =
        new Delivering(
            new DynamoDbDeliveries(dynamoDb, variable("DELIVERIES_TABLE_NAME")),
            endpoints,
            sender(network, clock),
            network,
            Schedule.of(variable("RETRY_SECONDS"), () -> ThreadLocalRandom.current().nextDouble()),
            new Streaks(endpoints, notices, number("DISABLE_AFTER"), clock),
            clock);
    var messages =
        new SqsMessages(AwsClients.build(SqsClient.builder()), variable("DELIVERIES_QUEUE_URL"));
    return new DeliveryBatch(delivering, messages);
  }

  private static Sender sender(Network network, Clock clock) {
    var alarms =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory()); // looking up names holds up virtual ones
    return new HttpSender(
        new GuardedResolver(SystemDefaultDnsResolver.INSTANCE, network),
        SSLContexts.createDefault(),
        (time, action) -> {
          var alarm = alarms.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
          return () -> alarm.cancel(false);
        },
        clock);
  }
}

package com.example.orders.acceptorders;

import static com.example.orders.lambda.Environment.variable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Deadline;
import com.example.orders.lambda.Environment;
import com.example.orders.lambda.Primed;
import com.example.orders.lambda.Priming;
import com.example.orders.lambda.Snapshots;
import com.example.orders.lambda.SqsBatches;
import com.example.orders.lambda.Telemetry;
import com.example.orders.settings.CurrentSettings;
import com.example.orders.settings.Settings;
import com.example.orders.settings.appconfig.FunctionSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Takes orders from the queue: one row and one workflow for each, however often it comes. */
public final class AcceptOrdersHandler implements RequestStreamHandler, Primed {
  /** The batch's deadline is the limit: an attempt costs less than a receive. */
  private static final Consumer<StandardRetryStrategy.Builder> RETRIES =
      retries -> retries.maxAttempts(10);

  /** Kept for the second call of the order at hand, and to answer the queue. */
  private static final Duration RESERVE = Duration.ofSeconds(1);

  private final SqsBatches batches = new SqsBatches();
  private final OrderBatch batch;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public AcceptOrdersHandler() {
    this(FunctionSettings.fromEnvironment(Settings.DEFAULT), Telemetry.fromEnvironment());
    Snapshots.register(this);
  }

  private AcceptOrdersHandler(CurrentSettings settings, Telemetry telemetry) {
    this(accepting(settings), agedLane(settings), telemetry);
  }

  AcceptOrdersHandler(Accepting accepting, AgedLane agedLane, Telemetry telemetry) {
    this.batch = new OrderBatch(accepting, agedLane);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    batches.write(handleRequest(batches.read(event), context), answer);
  }

  SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    var deadline = Deadline.of(context).earlier(RESERVE);
    return telemetry.batch(context, counts -> batch.accept(event, deadline, counts));
  }

  @Override
  public void prime() throws IOException {
    var answer = new ByteArrayOutputStream();
    new AcceptOrdersHandler().handleRequest(ExampleOrder.event(), answer, Priming.context());
    ExampleOrder.checkAccepted(answer.toString(UTF_8));
  }

  private static AgedLane agedLane(CurrentSettings settings) {
    var promise = Environment.seconds("AGED_ORDER_SECONDS");
    var url = variable("AGED_ORDERS_QUEUE_URL");
    var name = url.substring(url.lastIndexOf('/') + 1);
    return promise.isZero()
        ? AgedLane.closed(name)
        : new AgedLane(
            promise,
            name,
            new SqsAgedOrders(AwsClients.build(SqsClient.builder(), settings), url),
            Clock.systemUTC());
  }

  private static Accepting accepting(CurrentSettings settings) {
    return new Accepting(
        new DynamoDbOrders(
            AwsClients.build(DynamoDbClient.builder(), RETRIES, settings),
            variable("ORDERS_TABLE_NAME")),
        new StepFunctionsWorkflows(
            AwsClients.build(SfnClient.builder(), RETRIES, settings),
            variable("ORDER_WORKFLOW_ARN")),
        new EventBridgeRejectedOrders(
            () -> AwsClients.build(EventBridgeClient.builder(), RETRIES, settings),
            variable("EVENT_BUS_NAME")),
        Environment.seconds("ORDER_DEADLINE_SECONDS"),
        Clock.systemUTC());
  }
}

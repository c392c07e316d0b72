package com.example.orders.makeinvoice;

import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.example.orders.dynamodb.DynamoDbOrders;
import com.example.orders.invoices.AwsInvoiceStore;
import com.example.orders.json.OrderEventReader;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Invoked asynchronously by a rule on the order events. What it throws is tried again by Lambda and
 * then kept in the extension's queue, event included.
 */
public final class MakeInvoiceHandler implements RequestStreamHandler {
  private final OrderEventReader reader = new OrderEventReader();
  private final Invoicing invoicing;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public MakeInvoiceHandler() {
    this(fromEnvironment(), Telemetry.fromEnvironment());
  }

  MakeInvoiceHandler(Invoicing invoicing, Telemetry telemetry) {
    this.invoicing = requireNonNull(invoicing);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var json = input.readAllBytes();
    var unused =
        telemetry.batch(
            context,
            counts -> {
              var event = reader.read(json);
              return Telemetry.forOrder(event.order(), () -> invoicing.make(event));
            });
  }

  private static Invoicing fromEnvironment() {
    var dynamoDb = AwsClients.build(DynamoDbClient.builder());
    var s3 =
        AwsClients.build(
            S3Client.builder(), retries -> retries.retryOnException(AwsInvoiceStore::isConflict));
    return new Invoicing(
        new DynamoDbOrders(dynamoDb, variable("ORDERS_TABLE_NAME")),
        new AwsInvoiceStore(s3, variable("INVOICES_BUCKET_NAME")));
  }
}

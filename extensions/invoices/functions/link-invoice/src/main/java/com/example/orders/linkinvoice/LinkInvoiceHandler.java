package com.example.orders.linkinvoice;

import static com.example.orders.lambda.Environment.seconds;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.invoices.AwsInvoiceLinks;
import com.example.orders.invoices.InvoiceLinks;
import com.example.orders.invoices.InvoiceLinks.Link;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.CustomerRequest;
import com.example.orders.lambda.Telemetry;
import com.example.orders.order.OrderId;
import com.example.orders.order.OrderKey;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Serves {@code GET /orders/{orderId}/invoice}. Without an invoice of the customer's own there is
 * one answer only: it tells nobody whether the order is another customer's, was never confirmed, or
 * has no invoice yet.
 */
public final class LinkInvoiceHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private final InvoiceLinks links;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public LinkInvoiceHandler() {
    this(
        new AwsInvoiceLinks(
            AwsClients.build(S3Client.builder()),
            S3Presigner.create(),
            variable("INVOICES_BUCKET_NAME"),
            seconds("LINK_SECONDS")),
        Telemetry.fromEnvironment());
  }

  LinkInvoiceHandler(InvoiceLinks links, Telemetry telemetry) {
    this.links = requireNonNull(links);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return CustomerApi.answer(telemetry, context, event, this::link);
  }

  private APIGatewayProxyResponseEvent link(CustomerRequest request) {
    return request.orderId().map(id -> link(request, id)).orElseGet(LinkInvoiceHandler::unknown);
  }

  private APIGatewayProxyResponseEvent link(CustomerRequest request, OrderId id) {
    var key = new OrderKey(request.customer(), id);
    return Telemetry.forOrder(
        key,
        () ->
            links.find(key).map(LinkInvoiceHandler::found).orElseGet(LinkInvoiceHandler::unknown));
  }

  /** No redirect: a client that follows one with its token is refused by S3. */
  private static APIGatewayProxyResponseEvent found(Link link) {
    return CustomerApi.json(
        200, CustomerApi.object().put("url", link.url()).put("expiresAt", link.until().toString()));
  }

  private static APIGatewayProxyResponseEvent unknown() {
    return CustomerApi.problem(
        404,
        "unknown-order",
        "Unknown order",
        "This order is unknown or not yet recorded.",
        Map.of("Retry-After", "10"));
  }
}

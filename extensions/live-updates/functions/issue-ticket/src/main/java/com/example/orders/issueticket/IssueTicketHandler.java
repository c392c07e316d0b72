package com.example.orders.issueticket;

import static com.example.orders.lambda.Environment.seconds;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.CustomerApi;
import com.example.orders.lambda.CustomerRequest;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.ConnectionStore;
import com.example.orders.live.DynamoDbConnectionStore;
import com.example.orders.live.Ticket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Serves {@code POST /tickets}: where this customer may connect once, and until when. */
public final class IssueTicketHandler
    implements RequestHandler<APIGatewayProxyRequestEvent, APIGatewayProxyResponseEvent> {
  private final SecureRandom random = new SecureRandom();
  private final ConnectionStore store;
  private final Settings settings;
  private final Clock clock;
  private final Telemetry telemetry;

  /**
   * What the template says.
   *
   * @param url of the WebSocket API's stage
   */
  record Settings(String url, Duration validity) {}

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public IssueTicketHandler() {
    this(
        new DynamoDbConnectionStore(
            AwsClients.build(DynamoDbClient.builder()), variable("CONNECTIONS_TABLE_NAME")),
        new Settings(variable("LIVE_URL"), seconds("TICKET_SECONDS")),
        Clock.systemUTC(),
        Telemetry.fromEnvironment());
  }

  IssueTicketHandler(ConnectionStore store, Settings settings, Clock clock, Telemetry telemetry) {
    this.store = requireNonNull(store);
    this.settings = requireNonNull(settings);
    this.clock = requireNonNull(clock);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayProxyResponseEvent handleRequest(
      APIGatewayProxyRequestEvent event, Context context) {
    return CustomerApi.answer(telemetry, context, event, this::issue);
  }

  private APIGatewayProxyResponseEvent issue(CustomerRequest request) {
    var ticket = Ticket.random(random);
    var expiresAt = clock.instant().plus(settings.validity()).truncatedTo(ChronoUnit.SECONDS);
    store.issue(ticket, request.customer(), expiresAt);
    return CustomerApi.json(
        200,
        CustomerApi.object()
            .put("url", settings.url() + "?ticket=" + ticket.text())
            .put("expiresAt", expiresAt.toString()));
  }
}

package com.example.orders.keepconnections;

import static com.example.orders.lambda.Environment.number;
import static com.example.orders.lambda.Environment.variable;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.example.orders.lambda.AwsClients;
import com.example.orders.lambda.Telemetry;
import com.example.orders.live.ConnectionId;
import com.example.orders.live.DynamoDbConnectionStore;
import com.example.orders.live.OpenConnections;
import com.example.orders.live.OpenConnections.Outcome;
import com.example.orders.live.Ticket;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Answers {@code $connect} and {@code $disconnect}. API Gateway opens a connection only if this
 * answers 200, and otherwise refuses the handshake with the same status.
 */
public final class KeepConnectionsHandler
    implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(KeepConnectionsHandler.class);

  private final OpenConnections connections;
  private final int most;
  private final Sessions sessions;
  private final Telemetry telemetry;

  /** Used by Lambda: runs once per execution environment, before the first invocation. */
  public KeepConnectionsHandler() {
    this(
        new OpenConnections(
            new DynamoDbConnectionStore(
                AwsClients.build(DynamoDbClient.builder()), variable("CONNECTIONS_TABLE_NAME")),
            Clock.systemUTC()),
        number("CONNECTIONS_PER_CUSTOMER"),
        new AwsSessions(
            AwsClients.build(
                ApiGatewayManagementApiClient.builder()
                    .endpointOverride(URI.create(variable("CONNECTIONS_URL"))))),
        Telemetry.fromEnvironment());
  }

  KeepConnectionsHandler(
      OpenConnections connections, int most, Sessions sessions, Telemetry telemetry) {
    this.connections = requireNonNull(connections);
    this.most = most;
    this.sessions = requireNonNull(sessions);
    this.telemetry = requireNonNull(telemetry);
  }

  @Override
  public APIGatewayV2WebSocketResponse handleRequest(
      APIGatewayV2WebSocketEvent event, Context context) {
    return telemetry.batch(context, _ -> answer(status(event)));
  }

  private int status(APIGatewayV2WebSocketEvent event) {
    var id = new ConnectionId(event.getRequestContext().getConnectionId());
    try {
      return switch (event.getRequestContext().getEventType()) {
        case "CONNECT" -> connect(event, id);
        case "DISCONNECT" -> disconnect(id);
        default -> 400; // there is no other route
      };
    } catch (RuntimeException e) {
      if (!AwsClients.isPassing(e)) {
        throw e;
      }
      LOG.warn("Busy: {}", Telemetry.describe(e));
      return 503;
    }
  }

  private int connect(APIGatewayV2WebSocketEvent event, ConnectionId id) {
    var outcome =
        ticket(event)
            .map(ticket -> connections.connect(ticket, id, most, sessions::displace))
            .orElse(Outcome.TICKET_REFUSED);
    return switch (outcome) {
      case CONNECTED -> 200;
      case TICKET_REFUSED -> 401;
      case FULL -> 429;
      case BUSY -> 503;
    };
  }

  private static Optional<Ticket> ticket(APIGatewayV2WebSocketEvent event) {
    return Optional.ofNullable(event.getQueryStringParameters())
        .map(parameters -> parameters.get("ticket"))
        .flatMap(Ticket::parse);
  }

  private int disconnect(ConnectionId id) {
    connections.disconnect(id);
    return 200;
  }

  private static APIGatewayV2WebSocketResponse answer(int status) {
    var response = new APIGatewayV2WebSocketResponse();
    response.setStatusCode(status);
    return response;
  }
}

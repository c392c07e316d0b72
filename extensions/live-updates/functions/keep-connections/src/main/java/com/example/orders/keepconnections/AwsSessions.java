package com.example.orders.keepconnections;

import com.example.orders.live.ConnectionId;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/** A WebSocket API's stage by its {@code @connections}. */
final class AwsSessions implements Sessions {
  private final ApiGatewayManagementApiClient stage;

  AwsSessions(ApiGatewayManagementApiClient stage) {
    this.stage = stage;
  }

  @Override
  public void close(ConnectionId connection) {
    try {
      stage.deleteConnection(delete -> delete.connectionId(connection.value()));
    } catch (GoneException e) {
      // Its end was not seen, or is about to be.
    }
  }
}

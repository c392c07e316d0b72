package com.example.orders.pushupdates;

import com.example.orders.live.ConnectionId;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/** A WebSocket API's stage by its {@code @connections}. */
final class AwsSockets implements Sockets {
  private final ApiGatewayManagementApiClient stage;

  AwsSockets(ApiGatewayManagementApiClient stage) {
    this.stage = stage;
  }

  @Override
  public boolean send(ConnectionId connection, String text) {
    try {
      stage.postToConnection(
          post -> post.connectionId(connection.value()).data(SdkBytes.fromUtf8String(text)));
      return true;
    } catch (GoneException e) {
      return false;
    }
  }
}

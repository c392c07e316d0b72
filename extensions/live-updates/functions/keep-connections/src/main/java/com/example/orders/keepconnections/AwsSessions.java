package com.example.orders.keepconnections;

import com.example.orders.live.ConnectionId;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/** A WebSocket API's stage by its {@code @connections}. */
final class AwsSessions implements Sessions {
  private static final SdkBytes DISPLACED = SdkBytes.fromUtf8String("{\"type\":\"displaced\"}");

  private final ApiGatewayManagementApiClient stage;

  AwsSessions(ApiGatewayManagementApiClient stage) {
    this.stage = stage;
  }

  @Override
  public void displace(ConnectionId connection) {
    ifThere(
        () ->
            stage.postToConnection(post -> post.connectionId(connection.value()).data(DISPLACED)));
    ifThere(() -> stage.deleteConnection(delete -> delete.connectionId(connection.value())));
  }

  private static void ifThere(Runnable call) {
    try {
      call.run();
    } catch (GoneException e) {
      // Its end was not seen, or is about to be.
    }
  }
}

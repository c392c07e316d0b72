package com.example.orders.simulatewarehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.example.orders.order.OrderKey;
import com.example.orders.simulatewarehouse.Shipment.Decision;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

class DynamoDbShipmentsTest {
  private static final Shipment ACCEPTED =
      new Shipment(
          OrderKey.of("acme", "0190c7de-0000-7000-8000-000000000001"),
          Decision.ACCEPTED,
          Instant.parse("2026-11-21T03:15:00Z"));

  private final DynamoDbClient dynamoDb = mock(DynamoDbClient.class);
  private final Shipments shipments = new DynamoDbShipments(dynamoDb, "Shipments");

  @Test
  void writesADecisionOnlyWhereThereIsNone() {
    when(dynamoDb.updateItem(any(UpdateItemRequest.class)))
        .thenReturn(UpdateItemResponse.builder().build());

    assertThat(shipments.decide(ACCEPTED)).isSameAs(ACCEPTED);

    var update = written();
    assertThat(update.tableName()).isEqualTo("Shipments");
    assertThat(update.conditionExpression()).isEqualTo("attribute_not_exists(shipmentKey)");
    assertThat(update.returnValuesOnConditionCheckFailure())
        .isEqualTo(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    assertThat(update.key())
        .containsOnly(
            Map.entry(
                "shipmentKey", AttributeValue.fromS("acme#0190c7de-0000-7000-8000-000000000001")));
    assertThat(update.updateExpression())
        .isEqualTo(
            "SET #status = :status, #at = :at, shipmentId = :shipmentId ADD parcels :parcels");
    assertThat(update.expressionAttributeValues())
        .containsOnly(
            Map.entry(":status", AttributeValue.fromS("ACCEPTED")),
            Map.entry(":shipmentId", AttributeValue.fromS(ACCEPTED.shipmentId())),
            Map.entry(":parcels", AttributeValue.fromN("1")),
            Map.entry(":at", AttributeValue.fromS("2026-11-21T03:15:00Z")));
  }

  @Test
  void handsOutNoParcelForAnotherDecision() {
    when(dynamoDb.updateItem(any(UpdateItemRequest.class)))
        .thenReturn(UpdateItemResponse.builder().build());

    shipments.decide(new Shipment(ACCEPTED.order(), Decision.CANCELLED, ACCEPTED.at()));

    assertThat(written().updateExpression())
        .isEqualTo("SET #status = :status, #at = :at ADD parcels :parcels");
    assertThat(written().expressionAttributeValues())
        .containsEntry(":parcels", AttributeValue.fromN("0"));
  }

  @Test
  void answersTheDecisionThatIsKept() {
    when(dynamoDb.updateItem(any(UpdateItemRequest.class)))
        .thenThrow(
            ConditionalCheckFailedException.builder()
                .item(
                    Map.of(
                        "status", AttributeValue.fromS("CANCELLED"),
                        "at", AttributeValue.fromS("2026-11-21T03:14:00Z")))
                .build());

    assertThat(shipments.decide(ACCEPTED))
        .isEqualTo(
            new Shipment(
                ACCEPTED.order(), Decision.CANCELLED, Instant.parse("2026-11-21T03:14:00Z")));
  }

  private UpdateItemRequest written() {
    var update = ArgumentCaptor.forClass(UpdateItemRequest.class);
    verify(dynamoDb).updateItem(update.capture());
    return update.getValue();
  }
}

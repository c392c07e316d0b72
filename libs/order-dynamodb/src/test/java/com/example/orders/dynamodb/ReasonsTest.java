package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.LocalTables.LATER;
import static com.example.orders.dynamodb.LocalTables.accepted;
import static com.example.orders.dynamodb.LocalTables.line;
import static com.example.orders.dynamodb.LocalTables.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.example.orders.inventory.Inventory.OrderMoved;
import com.example.orders.inventory.Product;
import com.example.orders.inventory.Reservation;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.Sku;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** What Dynoxide never answers: conflicts, throttling, unprocessed keys. */
class ReasonsTest {
  private static final Order ORDER = accepted(newKey(), line("MUG", 1), line("TEE", 1));
  private static final Reservation RESERVATION =
      Reservation.of(
          ORDER.lines(),
          "EUR",
          Map.of(new Sku("MUG"), product("MUG"), new Sku("TEE"), product("TEE")));

  private final DynamoDbClient client = mock(DynamoDbClient.class);
  private final DynamoDbInventory inventory = new DynamoDbInventory(client, "orders", "products");

  @ParameterizedTest
  @CsvSource({
    "TransactionConflict None None",
    "None TransactionConflict None",
    "None None ThrottlingError",
    "ConditionalCheckFailed TransactionConflict None",
    "None ConditionalCheckFailed ProvisionedThroughputExceeded",
    "None ValidationError None",
    "None None None"
  })
  void nothingIsDecidedUnlessConditionsAloneFailed(String codes) {
    cancelled(codes.split(" "));

    assertThatThrownBy(() -> inventory.reserve(ORDER.key(), RESERVATION, LATER))
        .isInstanceOf(TransactionCanceledException.class);
    assertThatThrownBy(() -> inventory.release(ORDER))
        .isInstanceOf(TransactionCanceledException.class);
  }

  @Test
  void theOrdersReasonGoesBeforeTheProducts() {
    cancelled("ConditionalCheckFailed", "ConditionalCheckFailed", "None");

    assertThat(inventory.reserve(ORDER.key(), RESERVATION, LATER)).isEqualTo(new OrderMoved());
    assertThat(inventory.release(ORDER)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
  void fault16_contentionIsWorthAnotherAttempt(String code) {
    assertThat(DynamoDbInventory.isContention(exception("None", code))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ConditionalCheckFailed", "ValidationError", "None"})
  void anAnswerIsNoContention(String code) {
    assertThat(DynamoDbInventory.isContention(exception("None", code))).isFalse();
    assertThat(DynamoDbInventory.isContention(new IllegalStateException())).isFalse();
  }

  @Test
  @SuppressWarnings("unchecked")
  void fault16_throttlingIsNoDuplicate() {
    when(client.putItem(any(Consumer.class)))
        .thenThrow(ProvisionedThroughputExceededException.builder().build());

    assertThatThrownBy(() -> new DynamoDbOrders(client, "orders").put(ORDER))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
  }

  @Test
  @SuppressWarnings("unchecked")
  void readsWhatTheFirstAnswerLeftOut() {
    var left = KeysAndAttributes.builder().keys(Map.of("sku", AttributeValue.fromS("TEE"))).build();
    when(client.batchGetItem(any(Consumer.class)))
        .thenReturn(answer("MUG").unprocessedKeys(Map.of("products", left)).build())
        .thenReturn(answer("TEE").build());

    assertThat(inventory.products(Set.of(new Sku("MUG"), new Sku("TEE"))))
        .containsOnlyKeys(new Sku("MUG"), new Sku("TEE"));
    verify(client, times(2)).batchGetItem(any(Consumer.class));
  }

  @Test
  @SuppressWarnings("unchecked")
  void aProductThatIsNeverReadIsNotTakenForUnknown() {
    var left = KeysAndAttributes.builder().keys(Map.of("sku", AttributeValue.fromS("TEE"))).build();
    when(client.batchGetItem(any(Consumer.class)))
        .thenReturn(answer("MUG").unprocessedKeys(Map.of("products", left)).build());

    assertThatThrownBy(() -> inventory.products(Set.of(new Sku("MUG"), new Sku("TEE"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @SuppressWarnings("unchecked")
  private void cancelled(String... codes) {
    when(client.transactWriteItems(any(Consumer.class))).thenThrow(exception(codes));
  }

  private static TransactionCanceledException exception(String... codes) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            Stream.of(codes).map(code -> CancellationReason.builder().code(code).build()).toList())
        .build();
  }

  private static BatchGetItemResponse.Builder answer(String sku) {
    return BatchGetItemResponse.builder()
        .responses(
            Map.of(
                "products",
                List.of(
                    Map.of(
                        "sku", AttributeValue.fromS(sku),
                        "name", AttributeValue.fromS("Product"),
                        "price", AttributeValue.fromN("1"),
                        "currency", AttributeValue.fromS("EUR"),
                        "stock", AttributeValue.fromN("1")))));
  }

  private static Product product(String sku) {
    return new Product(new Sku(sku), "Product", new Money(1, "EUR"), 1);
  }
}

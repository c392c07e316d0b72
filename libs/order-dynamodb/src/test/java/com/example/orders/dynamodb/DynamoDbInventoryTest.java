package com.example.orders.dynamodb;

import static com.example.orders.dynamodb.LocalTables.LATER;
import static com.example.orders.dynamodb.LocalTables.accepted;
import static com.example.orders.dynamodb.LocalTables.line;
import static com.example.orders.dynamodb.LocalTables.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.inventory.Inventory.OrderMoved;
import com.example.orders.inventory.Inventory.OutOfStock;
import com.example.orders.inventory.Inventory.PriceChanged;
import com.example.orders.inventory.Inventory.Reserved;
import com.example.orders.inventory.Product;
import com.example.orders.inventory.Reservation;
import com.example.orders.order.Money;
import com.example.orders.order.Order;
import com.example.orders.order.OrderLine;
import com.example.orders.order.OrderStatus;
import com.example.orders.order.Sku;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoDbInventoryTest {
  private static final Sku MUG = new Sku("MUG");
  private static final Sku TEE = new Sku("TEE");
  private static LocalTables tables;

  @BeforeAll
  static void start() {
    tables = new LocalTables();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @BeforeEach
  void stock() {
    tables.product("MUG", 1250, "EUR", 10);
    tables.product("TEE", 1999, "EUR", 5);
  }

  @Test
  void readsTheProductsThatThereAre() {
    assertThat(tables.inventory.products(Set.of(MUG, new Sku("NOPE"))))
        .isEqualTo(Map.of(MUG, new Product(MUG, "Product MUG", new Money(1250, "EUR"), 10)));
  }

  @Test
  void stockStatusAndTotalAreWrittenTogether() {
    var order = stored(line("MUG", 3), line("TEE", 5));

    assertThat(reserve(order)).isEqualTo(new Reserved());

    assertThat(tables.stock("MUG")).isEqualTo(7);
    assertThat(tables.stock("TEE")).isZero();
    var row = tables.orders.find(order.key()).orElseThrow();
    assertThat(row.status()).isEqualTo(OrderStatus.INVENTORY_RESERVED);
    assertThat(row.version()).isEqualTo(2);
    assertThat(row.versionAt(OrderStatus.INVENTORY_RESERVED)).contains(2);
    assertThat(row.payment().total()).isEqualTo(3 * 1250L + 5 * 1999L);
    assertThat(row.undo().stockHeld()).isTrue();
  }

  @Test
  void allLinesAreTakenOrNone() {
    var order = stored(line("MUG", 3), line("TEE", 6));

    assertThat(reserve(order)).isEqualTo(new OutOfStock(TEE));

    assertThat(tables.stock("MUG")).isEqualTo(10);
    assertThat(tables.stock("TEE")).isEqualTo(5);
    assertThat(tables.orders.find(order.key())).contains(order);
  }

  @Test
  void mergedLinesAreHeldAgainstTheStockAsOne() {
    var order = stored(line("TEE", 3), line("TEE", 3));
    assertThat(reserve(order)).isEqualTo(new OutOfStock(TEE));
  }

  @Test
  void aSecondReservationOfTheSameOrderTakesNothing() {
    var order = stored(line("MUG", 3));
    reserve(order);

    assertThat(reserve(order)).isEqualTo(new OrderMoved());
    assertThat(tables.stock("MUG")).isEqualTo(7);
  }

  @Test
  void theOrderIsAskedBeforeTheStock() {
    var order = stored(line("TEE", 5));
    reserve(order);

    assertThat(reserve(order)).as("own write, stock now 0").isEqualTo(new OrderMoved());
  }

  @Test
  void anOrderWithoutARowTakesNothing() {
    assertThat(reserve(accepted(newKey(), line("MUG", 1)))).isEqualTo(new OrderMoved());
    assertThat(tables.stock("MUG")).isEqualTo(10);
  }

  @Test
  void fault20_aPriceThatChangedSinceItWasReadIsNotCharged() {
    var order = stored(line("MUG", 1));
    var reservation = priced(order);
    tables.product("MUG", 1, "EUR", 10);
    assertThat(tables.inventory.reserve(order.key(), reservation, LATER))
        .isEqualTo(new PriceChanged(MUG));

    tables.product("MUG", 1250, "USD", 10);
    assertThat(tables.inventory.reserve(order.key(), reservation, LATER))
        .isEqualTo(new PriceChanged(MUG));

    tables.client.deleteItem(
        r -> r.tableName("products").key(Map.of("sku", AttributeValue.fromS("MUG"))));
    assertThat(tables.inventory.reserve(order.key(), reservation, LATER))
        .isEqualTo(new PriceChanged(MUG));
  }

  @Test
  void twentyFiveProductsFitOneTransaction() {
    var lines =
        IntStream.range(0, 25).mapToObj(i -> line("BULK-" + i, 999)).toArray(OrderLine[]::new);
    Stream.of(lines).forEach(l -> tables.product(l.sku().value(), 100, "EUR", 999));
    var order = stored(lines);

    assertThat(reserve(order)).isEqualTo(new Reserved());
    assertThat(tables.orders.find(order.key()).orElseThrow().payment().total())
        .isEqualTo(25L * 999 * 100);
    assertThat(tables.stock("BULK-24")).isZero();
  }

  @Test
  void manyOrdersAtOnceNeverTakeMoreThanThereIs() throws Exception {
    var orders = IntStream.range(0, 12).mapToObj(i -> stored(line("TEE", 1))).toList();
    try (var threads = Executors.newFixedThreadPool(6)) {
      var outcomes =
          threads
              .invokeAll(
                  orders.stream()
                      .<Callable<Object>>map(order -> () -> reserveUntilDecided(order))
                      .toList())
              .stream()
              .map(future -> future.resultNow())
              .collect(Collectors.groupingBy(o -> o, Collectors.counting()));
      assertThat(outcomes).isEqualTo(Map.of(new Reserved(), 5L, new OutOfStock(TEE), 7L));
    }
    assertThat(tables.stock("TEE")).isZero();
  }

  @Test
  void releasePutsTheStockBackOnce() {
    var order = stored(line("MUG", 3), line("MUG", 1), line("TEE", 5));
    reserve(order);
    tables.status(order.key(), OrderStatus.COMPENSATING);
    var version = tables.orders.find(order.key()).orElseThrow().version();

    assertThat(tables.inventory.release(order)).isTrue();
    assertThat(tables.inventory.release(order)).isFalse();

    assertThat(tables.stock("MUG")).isEqualTo(10);
    assertThat(tables.stock("TEE")).isEqualTo(5);
    var row = tables.orders.find(order.key()).orElseThrow();
    assertThat(row.undo().stockHeld()).isFalse();
    assertThat(row.version()).isEqualTo(version);
    assertThat(tables.row(order.key())).doesNotContainKey("stockHeld");
  }

  @Test
  void anOrderThatIsNotBeingUndoneKeepsItsStock() {
    var order = stored(line("MUG", 3));
    reserve(order);

    assertThat(tables.inventory.release(order)).isFalse();
    assertThat(tables.stock("MUG")).isEqualTo(7);
  }

  @Test
  void anOrderThatHoldsNothingGivesNothingBack() {
    var order = stored(line("MUG", 3));
    tables.status(order.key(), OrderStatus.COMPENSATING);

    assertThat(tables.inventory.release(order)).isFalse();
    assertThat(tables.stock("MUG")).isEqualTo(10);
  }

  @Test
  void aProductThatLeftTheCatalogueIsAnOperatorsCaseAndNothingIsGivenBack() {
    tables.product("GONE", 1, "EUR", 1);
    var order = stored(line("MUG", 3), line("GONE", 1));
    reserve(order);
    tables.status(order.key(), OrderStatus.COMPENSATING);
    tables.client.deleteItem(
        r -> r.tableName("products").key(Map.of("sku", AttributeValue.fromS("GONE"))));

    assertThatThrownBy(() -> tables.inventory.release(order))
        .isInstanceOf(TransactionCanceledException.class);
    assertThat(tables.stock("MUG")).isEqualTo(7);
    assertThat(tables.orders.find(order.key()).orElseThrow().undo().stockHeld()).isTrue();
  }

  private static Object reserveUntilDecided(Order order) {
    while (true) {
      try {
        return reserve(order);
      } catch (TransactionCanceledException e) {
        if (!DynamoDbInventory.isContention(e)) {
          throw e;
        }
      }
    }
  }

  private static Order stored(OrderLine... lines) {
    var order = accepted(newKey(), lines);
    tables.orders.put(order);
    return order;
  }

  private static Object reserve(Order order) {
    return tables.inventory.reserve(order.key(), priced(order), LATER);
  }

  private static Reservation priced(Order order) {
    var skus = order.lines().stream().map(OrderLine::sku).collect(Collectors.toSet());
    return Reservation.of(order.lines(), "EUR", tables.inventory.products(skus));
  }
}

package com.example.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.orders.order.Money;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReservationTest {
  private static final Sku MUG = new Sku("MUG");
  private static final Sku TEE = new Sku("TEE");

  @Test
  void mergesTheSameSkuAndAddsUpOurPrices() {
    var reservation =
        Reservation.of(
            List.of(new OrderLine(TEE, 1), new OrderLine(MUG, 2), new OrderLine(TEE, 3)),
            "EUR",
            catalogue(1250, 1999));

    assertThat(reservation.lines()).containsExactly(new OrderLine(MUG, 2), new OrderLine(TEE, 4));
    assertThat(reservation.total()).isEqualTo(new Money(2 * 1250 + 4 * 1999, "EUR"));
  }

  @Test
  void namesTheSkuThatIsNotSold() {
    assertThatExceptionOfType(UnknownSkuException.class)
        .isThrownBy(
            () ->
                Reservation.of(List.of(new OrderLine(new Sku("NOPE"), 1)), "EUR", catalogue(1, 1)))
        .withMessageContaining("NOPE");
  }

  @Test
  void doesNotConvertCurrencies() {
    assertThatExceptionOfType(CurrencyMismatchException.class)
        .isThrownBy(() -> Reservation.of(List.of(new OrderLine(MUG, 1)), "USD", catalogue(1, 1)))
        .withMessageContaining("MUG");
  }

  @Test
  void anAmountTooLargeFailsInsteadOfWrapping() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                Reservation.of(
                    List.of(new OrderLine(MUG, 2)), "EUR", catalogue(Long.MAX_VALUE, 1)));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                Reservation.of(
                    List.of(new OrderLine(MUG, 1), new OrderLine(TEE, 1)),
                    "EUR",
                    catalogue(Long.MAX_VALUE, 1)));
  }

  private static Map<Sku, Product> catalogue(long mug, long tee) {
    return Map.of(
        MUG, new Product(MUG, "Mug", new Money(mug, "EUR"), 10),
        TEE, new Product(TEE, "T-shirt", new Money(tee, "EUR"), 10));
  }
}

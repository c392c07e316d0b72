package com.example.orders.inventory;

import com.example.orders.order.Money;
import com.example.orders.order.OrderLine;
import com.example.orders.order.Sku;
import java.util.List;
import java.util.Map;

/** What one order takes, one line per product, and what it costs by our own prices. */
public record Reservation(List<Item> items, Money total) {

  public Reservation {
    items = List.copyOf(items);
  }

  /** Prices the lines by the catalogue. Stock is judged where it is taken, not here. */
  public static Reservation of(
      List<OrderLine> lines, String currency, Map<Sku, Product> catalogue) {
    var items =
        OrderLine.mergedBySku(lines).stream().map(line -> item(line, currency, catalogue)).toList();
    var total =
        items.stream()
            .map(item -> item.price().times(item.line().quantity()))
            .reduce(Money.zero(currency), Money::plus);
    return new Reservation(items, total);
  }

  public List<OrderLine> lines() {
    return items.stream().map(Item::line).toList();
  }

  private static Item item(OrderLine line, String currency, Map<Sku, Product> catalogue) {
    var product = catalogue.get(line.sku());
    if (product == null) {
      throw new UnknownSkuException(line.sku());
    }
    if (!product.price().currency().equals(currency)) {
      throw new CurrencyMismatchException(line.sku(), currency);
    }
    return new Item(line, product.price());
  }

  /** A merged line and the price that must still hold when the stock is taken. */
  public record Item(OrderLine line, Money price) {}
}

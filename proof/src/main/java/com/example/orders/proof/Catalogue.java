package com.example.orders.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the run's customers can buy: enough of most things, too little of one, nothing of another,
 * the two products with which the warehouse has trouble, and what test orders are of.
 */
record Catalogue(List<Product> products) {
  static final String SCARCE = "PROOF-SCARCE";
  static final String SOLD_OUT = "PROOF-SOLD-OUT";
  static final String REFUSED = "WAREHOUSE-REFUSES";
  static final String SLOW = "WAREHOUSE-SLOW";
  static final String TEST = "TEST-PARCEL";
  static final String CURRENCY = "EUR";
  private static final int USUAL = 12;

  record Product(String sku, long price, long stock) {}

  static Catalogue forOrders(int orders) {
    var plenty = 1000L + 25L * orders;
    return new Catalogue(
        Stream.concat(
                IntStream.range(0, USUAL)
                    .mapToObj(number -> new Product(usual(number), 500 + 37L * number, plenty)),
                Stream.of(
                    new Product(SCARCE, 990, Math.max(1, orders / 50)),
                    new Product(SOLD_OUT, 1000, 0),
                    new Product(REFUSED, 1500, plenty),
                    new Product(SLOW, 1500, plenty),
                    new Product(TEST, 1, plenty)))
            .toList());
  }

  static String usual(int number) {
    return "PROOF-%02d".formatted(number % USUAL);
  }

  /** Puts all of it into the table, whatever stood there. */
  void put(Stack stack) {
    for (var product : products) {
      var request = stack.request().put("TableName", stack.ref("ProductsTable"));
      var item = request.putObject("Item");
      item.putObject("sku").put("S", product.sku());
      item.putObject("name").put("S", product.sku());
      item.putObject("price").put("N", Long.toString(product.price()));
      item.putObject("currency").put("S", CURRENCY);
      item.putObject("stock").put("N", Long.toString(product.stock()));
      stack.dynamoDb("PutItem", request);
    }
  }

  Map<String, Long> prices() {
    var prices = new HashMap<String, Long>();
    products.forEach(product -> prices.put(product.sku(), product.price()));
    return prices;
  }

  Map<String, Long> stock() {
    var stock = new HashMap<String, Long>();
    products.forEach(product -> stock.put(product.sku(), product.stock()));
    return stock;
  }
}

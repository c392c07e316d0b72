package com.example.orders.proof;

import com.example.orders.proof.Plan.Manner;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import localcloud.faults.Fault;
import localcloud.faults.FaultRule;

/** The ways that an order can take, each with an order that takes it. */
enum SweptPath {
  CONFIRMED("PROOF-00", "EUR", "tok_visa", "", Set.of("CONFIRMED", "REJECTED")),
  OUT_OF_STOCK(Catalogue.SOLD_OUT, "EUR", "tok_visa", "OUT_OF_STOCK", Set.of("REJECTED")),
  DECLINED("PROOF-01", "EUR", "tok_declined", "PAYMENT_DECLINED", Set.of("REJECTED")),
  REFUSED(Catalogue.REFUSED, "EUR", "tok_visa", "SHIPMENT_REFUSED", Set.of("REJECTED")),
  /** Cancelled before its stock is reserved, which is made to take a while. */
  CANCELLED("PROOF-03", "EUR", "tok_visa", "", Set.of("CANCELLED", "CONFIRMED", "REJECTED")),
  INVALID("PROOF-02", "ABC", "tok_visa", "INVALID_ORDER", Set.of("REJECTED"));

  private static final String RESERVE = "ReserveInventoryFunction";
  private static final int TIME_TO_CANCEL_MILLIS = 3000;
  static final String SILENT_SKU = "WAREHOUSE-SILENT";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String sku;
  private final String currency;
  private final String token;
  private final String refusal;
  private final Set<String> ends;

  SweptPath(String sku, String currency, String token, String refusal, Set<String> ends) {
    this.sku = sku;
    this.currency = currency;
    this.token = token;
    this.refusal = refusal;
    this.ends = ends;
  }

  /** How such an order may end, with or without a fault: an undone one is rejected. */
  Set<String> ends() {
    return ends;
  }

  Plan plan(String orderId) {
    var manner = this == CANCELLED ? Manner.CANCEL : Manner.ONCE;
    return new Plan("acme", orderId, basket(orderId, sku), manner, null, Duration.ZERO);
  }

  /** An order that comes to no end by itself, so it is no path: the warehouse mislays it. */
  static Plan silent(String orderId) {
    var basket = CONFIRMED.basket(orderId, SILENT_SKU);
    return new Plan("acme", orderId, basket, Manner.ONCE, null, Duration.ZERO);
  }

  /** What keeps the order on its path: time for the client to cancel it. */
  List<FaultRule> rules(String orderId) {
    var slow =
        new RuleFor(
            Fault.LATENCY, "lambda", "Invoke", RESERVE, "OrderWorkflow", 1, TIME_TO_CANCEL_MILLIS);
    return this == CANCELLED ? List.of(slow.at("slow-" + orderId, orderId)) : List.of();
  }

  private Basket basket(String orderId, String sku) {
    var body = JSON.createObjectNode().put("orderId", orderId);
    body.putArray("lines").addObject().put("sku", sku).put("quantity", 1);
    body.put("currency", currency).put("paymentToken", token);
    body.putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "12 St James's Square")
        .put("city", "London")
        .put("postalCode", "SW1Y 4JH")
        .put("country", "GB");
    return new Basket(
        body.toString(),
        Map.of(sku, 1),
        currency,
        refusal.isEmpty() ? Set.of() : Set.of(refusal),
        refusal.isEmpty());
  }
}

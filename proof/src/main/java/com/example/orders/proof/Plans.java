package com.example.orders.proof;

import com.example.orders.proof.Plan.Manner;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Draws what clients will do from a seed: the same seed makes the same requests. */
final class Plans {
  static final List<String> CUSTOMERS = List.of("acme", "globex", "initech", "umbrella", "hooli");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One request in so many uses an ID that another customer has used. */
  private static final int SHARED_ID_EVERY = 50;

  /** One in so many is a test order. */
  private static final int TEST_EVERY = 20;

  private final SplittableRandom random;

  private Plans(long seed) {
    random = new SplittableRandom(seed);
  }

  static List<Plan> draw(long seed, int orders) {
    var plans = new Plans(seed);
    var drawn = new ArrayList<Plan>();
    for (var number = 0; number < orders; number++) {
      var shared = number % SHARED_ID_EVERY == SHARED_ID_EVERY - 1;
      drawn.add(plans.next(number, shared ? drawn.getLast() : null));
    }
    return drawn;
  }

  private Plan next(int number, @Nullable Plan twin) {
    var customer = CUSTOMERS.get(number % CUSTOMERS.size());
    var orderId = twin == null ? uuid() : twin.orderId();
    var percent = random.nextInt(100);
    var drawn = basket(orderId, percent);
    var basket = number % TEST_EVERY == TEST_EVERY / 2 ? test(orderId, percent, drawn) : drawn;
    var pause = Duration.ofMillis(random.nextLong(2500));
    if (percent >= 96) { // refused by the API itself
      var withoutToken = percent == 99;
      return new Plan(withoutToken ? null : customer, orderId, basket, Manner.ONCE, null, pause);
    }
    var manner = manner();
    return new Plan(customer, orderId, basket, manner, again(manner, orderId, basket), pause);
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Manner manner() {
    var percent = random.nextInt(100);
    if (percent < 58) {
      return Manner.ONCE;
    }
    return percent < 66
        ? Manner.THREE_AT_ONCE
        : percent < 76
            ? Manner.AGAIN_LATER
            : percent < 82 ? Manner.CONFLICT : percent < 95 ? Manner.CANCEL : Manner.PEEK;
  }

  private @Nullable Basket again(Manner manner, String orderId, Basket basket) {
    return switch (manner) {
      case AGAIN_LATER ->
          new Basket(
              reversed(basket.body()),
              basket.quantities(),
              basket.currency(),
              basket.refusals(),
              basket.mayHappen());
      case CONFLICT -> good(orderId, random.nextInt(), 9, "tok_visa");
      default -> null;
    };
  }

  /** The same order with its fields the other way round: another text, the same content. */
  private static String reversed(String body) {
    try {
      var order = JSON.readTree(body);
      var turned = JSON.createObjectNode();
      var fields = new ArrayList<>(order.properties());
      fields.reversed().forEach(field -> turned.set(field.getKey(), field.getValue()));
      return turned.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Made here", e);
    }
  }

  private Basket basket(String orderId, int percent) {
    var pick = random.nextInt(1000);
    return switch (kind(percent)) {
      case "good" -> good(orderId, pick, 1 + pick % 3, token());
      case "declined" -> declined(orderId, pick);
      case "sold-out" -> refused(orderId, Catalogue.SOLD_OUT, "EUR", "OUT_OF_STOCK");
      case "unknown" -> refused(orderId, "PROOF-UNKNOWN", "EUR", "UNKNOWN_SKU");
      case "currency" -> refused(orderId, Catalogue.usual(pick), "USD", "CURRENCY_MISMATCH");
      case "no-currency" -> refused(orderId, Catalogue.usual(pick), "ABC", "INVALID_ORDER");
      case "expired" -> expired(orderId, pick);
      case "warehouse" -> refused(orderId, Catalogue.REFUSED, "EUR", "SHIPMENT_REFUSED");
      case "slow" -> basket(orderId, Map.of(Catalogue.SLOW, 1), "EUR", "tok_visa", Set.of(), true);
      case "scarce" ->
          basket(
              orderId,
              Map.of(Catalogue.SCARCE, 1 + pick % 2),
              "EUR",
              "tok_visa",
              Set.of("OUT_OF_STOCK"),
              true);
      default -> // quantity 0: the API's schema refuses it
          basket(orderId, Map.of(Catalogue.usual(pick), 0), "EUR", "tok_visa", Set.of(), false);
    };
  }

  private static String kind(int percent) {
    return new TreeMap<>(
            Map.ofEntries(
                Map.entry(0, "good"),
                Map.entry(64, "declined"),
                Map.entry(71, "sold-out"),
                Map.entry(75, "unknown"),
                Map.entry(78, "currency"),
                Map.entry(80, "no-currency"),
                Map.entry(81, "expired"),
                Map.entry(82, "warehouse"),
                Map.entry(87, "slow"),
                Map.entry(90, "scarce"),
                Map.entry(96, "zero")))
        .floorEntry(percent)
        .getValue();
  }

  private String token() {
    var percent = random.nextInt(100);
    return percent < 80
        ? "tok_visa"
        : percent < 88
            ? "tok_mastercard"
            : percent < 93
                ? "tok_timeout_once"
                : percent < 98 ? "tok_unavailable_once" : "tok_slow";
  }

  /** A plan of one's own: an order with nothing wrong, unless another basket is given. */
  static Plan plan(String customer, String orderId, Manner manner, Basket basket, int pauseMillis) {
    var plans = new Plans(orderId.hashCode());
    var again = plans.again(manner, orderId, basket);
    return new Plan(customer, orderId, basket, manner, again, Duration.ofMillis(pauseMillis));
  }

  static Basket good(String orderId, int pick, int quantity, String token) {
    var lines = new TreeMap<String, Integer>();
    lines.put(Catalogue.usual(Math.floorMod(pick, 100)), quantity);
    lines.put(Catalogue.usual(Math.floorMod(pick / 7, 100)), quantity + 1);
    return basket(orderId, lines, Catalogue.CURRENCY, token, Set.of(), true);
  }

  static Basket declined(String orderId, int pick) {
    var tokens = List.of("tok_declined", "tok_insufficient_funds", "tok_expired_card");
    return basket(
        orderId,
        Map.of(Catalogue.usual(pick), 1),
        Catalogue.CURRENCY,
        tokens.get(pick % tokens.size()),
        Set.of("PAYMENT_DECLINED"),
        false);
  }

  static Basket refused(String orderId, String sku, String currency, String reason) {
    return basket(orderId, Map.of(sku, 1), currency, "tok_visa", Set.of(reason), false);
  }

  /** The usual test order, one with the card that is declined, or the drawn order as a test. */
  private static Basket test(String orderId, int percent, Basket drawn) {
    if (percent >= 85) {
      return asTest(drawn, "INVALID_ORDER");
    }
    var parcel = Map.of(Catalogue.TEST, 1);
    return percent < 65
        ? test(orderId)
        : asTest(
            basket(orderId, parcel, Catalogue.CURRENCY, "tok_declined", Set.of(), false),
            "PAYMENT_DECLINED");
  }

  static Basket test(String orderId) {
    var parcel = Map.of(Catalogue.TEST, 1);
    var meant = basket(orderId, parcel, Catalogue.CURRENCY, "tok_visa", Set.of(), true);
    return asTest(meant, null);
  }

  private static Basket asTest(Basket meant, @Nullable String refusal) {
    return new Basket(
        "{" + Basket.TEST + "," + meant.body().substring(1),
        meant.quantities(),
        meant.currency(),
        refusal == null ? Set.of() : Set.of(refusal),
        refusal == null);
  }

  /** Nobody wants it any more when it is sent. */
  private static Basket expired(String orderId, int pick) {
    var wanted = refused(orderId, Catalogue.usual(pick), Catalogue.CURRENCY, "EXPIRED");
    return new Basket(
        "{\"expiresAt\":\"2020-01-01T00:00:00Z\"," + wanted.body().substring(1),
        wanted.quantities(),
        wanted.currency(),
        wanted.refusals(),
        false);
  }

  private static Basket basket(
      String orderId,
      Map<String, Integer> lines,
      String currency,
      String token,
      Set<String> refusals,
      boolean mayHappen) {
    var body = JSON.createObjectNode().put("orderId", orderId);
    var array = body.putArray("lines");
    new TreeMap<>(lines)
        .forEach((sku, quantity) -> array.addObject().put("sku", sku).put("quantity", quantity));
    body.put("currency", currency).put("paymentToken", token);
    address(body.putObject("shippingAddress"));
    email(body);
    return new Basket(body.toString(), lines, currency, refusals, mayHappen);
  }

  /** Half of the orders name an address; some of those make the notifier slow or busy. */
  private static void email(ObjectNode body) {
    var pick = Math.floorMod(body.path("orderId").asText().hashCode(), 40);
    if (pick < 20) {
      body.put(
          "email",
          switch (pick) {
            case 0 -> "slow@simulator.orderly.example";
            case 1, 2 -> "throttle+1@simulator.orderly.example";
            default -> "customer-" + pick + "@example.com";
          });
    }
  }

  private static void address(ObjectNode address) {
    address
        .put("name", "Ada Lovelace")
        .put("street", "12 St James's Square")
        .put("city", "London")
        .put("postalCode", "SW1Y 4JH")
        .put("country", "GB");
  }
}

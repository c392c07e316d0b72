package com.example.orders.testorder;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The order by which a deployed application is tried from its customer's side; docs/test-orders.md
 * says what becomes of it. The same ID is the same order, however often it is placed.
 */
public final class TestOrder {
  /** What it orders, one piece: the catalogue has it for test orders alone. */
  public static final String SKU = "TEST-PARCEL";

  /** What that costs, in cents. */
  public static final long PRICE = 1;

  /** Longer than API Gateway's own limit of 29 s. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  // The API writes the order's own status and times before and behind all others of the kind.
  private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"([A-Z_]+)\"");
  private static final Pattern ACCEPTED_AT = Pattern.compile("\"acceptedAt\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern LAST_AT =
      Pattern.compile(".*\"at\"\\s*:\\s*\"([^\"]+)\"", Pattern.DOTALL);
  private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
  private static final Pattern REASON = Pattern.compile("\"reason\"\\s*:\\s*\"([A-Z_]+)\"");
  private static final Pattern CONFLICTS = Pattern.compile("\"conflicts\"\\s*:");

  private final HttpClient http;
  private final Duration longest;

  /** Waits 30 seconds for each answer. */
  public TestOrder(HttpClient http) {
    this(http, LONGEST);
  }

  /**
   * For whoever has less time.
   *
   * @param longest how long each answer is waited for
   */
  public TestOrder(HttpClient http, Duration longest) {
    this.http = requireNonNull(http);
    this.longest = requireNonNull(longest);
  }

  /** Over a client of its own, which follows no redirect. */
  public static TestOrder overHttp() {
    return new TestOrder(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build());
  }

  /**
   * Places it; 202 is the only good answer, and whoever gets another may place it again.
   *
   * @param api the API's address with its stage, such as {@code http://127.0.0.1:3000/v1}
   * @param token the customer's access token
   * @return the HTTP status
   * @throws IOException if there was no answer in time
   */
  public int place(URI api, String token, UUID id) throws IOException, InterruptedException {
    var request =
        request(api + "/orders", token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body(id)))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /**
   * Looks at it once.
   *
   * @throws IOException if there was no answer in time
   */
  public Verdict judge(URI api, String token, UUID id) throws IOException, InterruptedException {
    var request = request(api + "/orders/" + id, token).build();
    return verdict(http.send(request, BodyHandlers.ofString()));
  }

  /** The same bytes for the same ID, for another body would be a conflict. */
  static String body(UUID id) {
    return """
        {"orderId":"%s","lines":[{"sku":"%s","quantity":1}],"currency":"EUR",\
        "paymentToken":"tok_test","shippingAddress":{"name":"Test order","street":"Nowhere 1",\
        "city":"Nowhere","postalCode":"00000","country":"DE"},"test":true}"""
        .formatted(id, SKU);
  }

  private HttpRequest.Builder request(String address, String token) {
    return HttpRequest.newBuilder(URI.create(address))
        .header("Authorization", "Bearer " + token)
        .timeout(longest);
  }

  private static Verdict verdict(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 -> verdict(answer.body());
      case 404 -> new Verdict.Missing();
      default -> new Verdict.Failed("its status is answered with " + answer.statusCode());
    };
  }

  private static Verdict verdict(String order) {
    if (CONFLICTS.matcher(order).find()) {
      return new Verdict.Failed("another body came for its ID");
    }
    var status = first(STATUS, order).orElse("without a status");
    return switch (status) {
      case "CONFIRMED" -> confirmed(order);
      case "REJECTED", "CANCELLED", "PARKED", "without a status" ->
          new Verdict.Failed(
              "it is " + status + first(REASON, order).map(why -> ": " + why).orElse(""));
      default -> new Verdict.Pending(status);
    };
  }

  private static Verdict confirmed(String order) {
    var total = first(TOTAL, order).orElse("nothing");
    if (!total.equals(Long.toString(PRICE))) {
      return new Verdict.Failed("it is confirmed for " + total + " and not for " + PRICE);
    }
    var from = first(ACCEPTED_AT, order).orElseThrow();
    var to = first(LAST_AT, order).orElseThrow();
    return new Verdict.Passed(Duration.between(Instant.parse(from), Instant.parse(to)));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}

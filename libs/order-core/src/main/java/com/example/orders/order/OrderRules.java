package com.example.orders.order;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Locale.IsoCountryCode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges an order by what the API's schema cannot see (which codes exist) and once more by what it
 * can: the queue, not the API, is what the consumer must be able to trust.
 */
public final class OrderRules {
  private static final Pattern PAYMENT_TOKEN = Pattern.compile("tok_[a-z0-9_]{1,60}");

  /** Plain ASCII; no part can match what the next one could, so it takes linear time. */
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){1,8}");

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z");

  private static final Pattern CURRENCY_FORM = Pattern.compile("[A-Z]{3}");

  /** ISO 4217's own word for it. */
  static final String NO_CURRENCY = "XXX";

  private static final int MAX_LINES = 25;
  private static final int MAX_QUANTITY = 999;
  private static final int MAX_TEXT = 200;
  private static final int MAX_NOTE = 500;
  private static final int MAX_EMAIL = 254;

  /** Codes that name money: XXX, XTS, gold and the like have no minor unit. */
  private static final Set<String> CURRENCIES =
      Currency.availableCurrencies()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final List<OrderRequest.Line> TEST_LINES =
      List.of(new OrderRequest.Line(Sku.TEST_PARCEL, 1));

  private static final Set<String> COUNTRIES = Locale.getISOCountries(IsoCountryCode.PART1_ALPHA2);

  private OrderRules() {}

  /** The verdict on one request. */
  public sealed interface Judgement {}

  /** The order may be worked on. */
  public record Valid(NewOrder order) implements Judgement {}

  /** The first broken rule; neither part repeats what the client wrote. */
  public record Invalid(String field, String rule) implements Judgement {}

  /** Names the first broken rule, in the body's order. */
  public static Judgement judge(OrderRequest request) {
    return Stream.of(
            lines(request.lines()),
            testParcel(request),
            check(
                CURRENCIES.contains(request.currency()),
                "currency",
                "must be an ISO 4217 currency"),
            check(
                PAYMENT_TOKEN.matcher(request.paymentToken()).matches(),
                "paymentToken",
                "must be a payment token"),
            address(request.details().shippingAddress()),
            note(request.details().note()),
            email(request.details().email()),
            expiresAt(request.details().expiresAt()))
        .flatMap(Optional::stream)
        .<Judgement>map(broken -> broken)
        .findFirst()
        .orElseGet(() -> new Valid(accepted(request)));
  }

  /** Three letters as sent, or ISO 4217's own word for "no currency" where a text is none. */
  static String currencyCode(String text) {
    return CURRENCY_FORM.matcher(text).matches() ? text : NO_CURRENCY;
  }

  private static NewOrder accepted(OrderRequest request) {
    return new NewOrder(
        request.key(),
        request.lines().stream()
            .map(line -> new OrderLine(new Sku(line.sku()), line.quantity()))
            .toList(),
        request.currency(),
        request.paymentToken(),
        request.details(),
        request.test());
  }

  /**
   * A test order is of one test parcel, so that it takes no stock from anybody; an order that is
   * meant is of none, for there is no such parcel to send.
   */
  private static Optional<Invalid> testParcel(OrderRequest request) {
    var kept =
        request.test()
            ? request.lines().equals(TEST_LINES)
            : request.lines().stream().noneMatch(line -> line.sku().equals(Sku.TEST_PARCEL));
    return check(
        kept,
        "lines",
        request.test()
            ? "must be one " + Sku.TEST_PARCEL + ", for it is a test"
            : "must not have " + Sku.TEST_PARCEL + ", for it is no test");
  }

  private static Optional<Invalid> lines(List<OrderRequest.Line> lines) {
    if (lines.isEmpty() || lines.size() > MAX_LINES) {
      return Optional.of(new Invalid("lines", "must have 1 to " + MAX_LINES + " lines"));
    }
    return IntStream.range(0, lines.size())
        .mapToObj(index -> line("lines[" + index + "]", lines.get(index)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Invalid> line(String path, OrderRequest.Line line) {
    return check(Sku.isSku(line.sku()), path + ".sku", "must be a SKU")
        .or(
            () ->
                check(
                    line.quantity() >= 1 && line.quantity() <= MAX_QUANTITY,
                    path + ".quantity",
                    "must be 1 to " + MAX_QUANTITY));
  }

  private static Optional<Invalid> address(Address address) {
    return Stream.of(
            text("shippingAddress.name", address.name(), 1, MAX_TEXT),
            text("shippingAddress.street", address.street(), 1, MAX_TEXT),
            text("shippingAddress.city", address.city(), 1, MAX_TEXT),
            text("shippingAddress.postalCode", address.postalCode(), 1, MAX_TEXT))
        .flatMap(Optional::stream)
        .findFirst()
        .or(
            () ->
                check(
                    COUNTRIES.contains(address.country()),
                    "shippingAddress.country",
                    "must be an ISO 3166-1 alpha-2 country"));
  }

  private static Optional<Invalid> note(@Nullable String note) {
    return note == null ? Optional.empty() : text("note", note, 0, MAX_NOTE);
  }

  private static Optional<Invalid> email(@Nullable String email) {
    return check(
        email == null || email.length() <= MAX_EMAIL && EMAIL.matcher(email).matches(),
        "email",
        "must be an e-mail address");
  }

  /** The pattern would let the thirtieth of February pass, the parser nine digits of a second. */
  private static boolean isTime(String text) {
    return TIME.matcher(text).matches() && time(text).isPresent();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Invalid> expiresAt(@Nullable String time) {
    return check(
        time == null || isTime(time),
        "expiresAt",
        "must be a time in UTC with seconds or milliseconds");
  }

  /** JSON Schema counts code points; half a surrogate pair is no text and cannot be stored. */
  private static Optional<Invalid> text(String field, String text, int min, int max) {
    var length = text.codePointCount(0, text.length());
    return check(!hasLoneSurrogate(text), field, "must be well-formed Unicode")
        .or(
            () ->
                check(
                    length >= min && length <= max,
                    field,
                    "must have " + min + " to " + max + " characters"));
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  private static Optional<Invalid> check(boolean kept, String field, String rule) {
    return kept ? Optional.empty() : Optional.of(new Invalid(field, rule));
  }
}

package com.example.orders.makeinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.order.Address;
import com.example.orders.order.Money;
import com.example.orders.order.OrderStatus;
import com.example.orders.testing.Samples;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page is the same for the same order, and nothing that a customer wrote is markup in it. */
class InvoicePageTest {
  private static final Pattern TAG = Pattern.compile("<[^>]*>");

  /** What a browser takes for the beginning or end of a tag, an attribute or a character. */
  private static final List<String> MARKUP =
      List.of(
          "<script>",
          "</td>",
          "<",
          ">",
          "\"",
          "'",
          "&lt;",
          "&",
          "-->",
          "<!--",
          "Ö",
          "\uD83D\uDC0D",
          "%s",
          "$1");

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @Test
  void hasWhatTheOrderHas() {
    var order =
        Samples.moved(
            Samples.accepted(Samples.line("MUG-STONEWARE", 2), Samples.line("TEE", 1)),
            OrderStatus.CONFIRMED,
            Instant.parse("2026-11-21T23:59:59Z"),
            5180L,
            false);

    assertThat(text(Invoice.of(order)))
        .contains(
            "Number 0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a<br>Date 2026-11-21",
            "Ada Secret<br>1 Main Street<br>10115 Berlin<br>DE",
            "<tr><td>MUG-STONEWARE</td><td>2</td></tr>",
            "<tr><td>TEE</td><td>1</td></tr>",
            "<th>51.80 EUR</th>");
  }

  @ParameterizedTest
  @CsvSource({
    "5180, EUR, 51.80 EUR",
    "5180, JPY, 5180 JPY",
    "5180, KWD, 5.180 KWD",
    "7, USD, 0.07 USD"
  })
  void anAmountHasItsCurrencysDecimals(long minorUnits, String currency, String amount) {
    assertThat(text(invoice("Ada", new Money(minorUnits, currency)))).contains(">" + amount + "<");
  }

  @Test
  void isTheSameInEveryCountry() {
    var page = text(invoice("Ada", new Money(123_456_789, "EUR")));
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
    assertThat(text(invoice("Ada", new Money(123_456_789, "EUR")))).isEqualTo(page);
  }

  @Test
  void nothingThatACustomerWroteIsMarkup() {
    var random = new Random(46);
    var tags = tags(text(invoice("Ada", new Money(1, "EUR"))));
    for (var round = 0; round < 200; round++) {
      var name = generated(random);
      var page = text(invoice(name, new Money(1, "EUR")));
      assertThat(tags(page)).as(name).isEqualTo(tags);
      assertThat(unescaped(page)).contains(name + "<br>");
    }
  }

  private static String generated(Random random) {
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(_ -> MARKUP.get(random.nextInt(MARKUP.size())))
        .reduce("x", String::concat);
  }

  private static List<String> tags(String page) {
    return TAG.matcher(page).results().map(MatchResult::group).toList();
  }

  private static String unescaped(String page) {
    return page.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static Invoice invoice(String name, Money total) {
    return new Invoice(
        Samples.KEY.orderId(),
        LocalDate.of(2026, 11, 21),
        Optional.of(new Address(name, name, name, name, name)),
        List.of(Samples.line("TEE", 1)),
        total);
  }

  private static String text(Invoice invoice) {
    return new String(InvoicePage.html(invoice), UTF_8);
  }
}

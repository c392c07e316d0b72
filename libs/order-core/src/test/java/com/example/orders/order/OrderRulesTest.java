package com.example.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.example.orders.order.OrderRules.Invalid;
import com.example.orders.order.OrderRules.Valid;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRulesTest {
  private static final OrderKey KEY = OrderKey.of("acme", "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a");
  private static final List<OrderRequest.Line> LINES = List.of(new OrderRequest.Line("MUG", 2));

  @Test
  void keepsAGoodOrderAsSent() {
    var request =
        new OrderRequest(
            KEY,
            List.of(new OrderRequest.Line("MUG", 2), new OrderRequest.Line("MUG", 3)),
            "EUR",
            "tok_visa",
            details("DE", "Ring twice 🛎", "ada.lovelace+orders@mail.example.com"));

    assertThat(OrderRules.judge(request))
        .isInstanceOfSatisfying(
            Valid.class,
            valid -> {
              assertThat(valid.order().lines())
                  .containsExactly(
                      new OrderLine(new Sku("MUG"), 2), new OrderLine(new Sku("MUG"), 3));
              assertThat(valid.order().details().note()).isEqualTo("Ring twice 🛎");
              assertThat(valid.order().details().email())
                  .isEqualTo("ada.lovelace+orders@mail.example.com");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"EUR", "USD", "JPY", "KWD"})
  void takesCurrenciesWithAMinorUnit(String currency) {
    assertThat(judge(LINES, currency, "tok_visa", "DE", null)).isInstanceOf(Valid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXX", "XTS", "XAU", "ZZZ", "eur", "", "ABC"})
  void refusesCodesThatAreNoMoney(String currency) {
    assertThat(judge(LINES, currency, "tok_visa", "DE", null))
        .isEqualTo(new Invalid("currency", "must be an ISO 4217 currency"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZZ", "XX", "UK", "de", "DEU", ""})
  void refusesCodesThatAreNoCountry(String country) {
    assertThat(judge(LINES, "EUR", "tok_visa", country, null))
        .isEqualTo(new Invalid("shippingAddress.country", "must be an ISO 3166-1 alpha-2 country"));
  }

  @ParameterizedTest
  @CsvSource({
    "mug, 1, lines[1].sku",
    "M, 1, lines[1].sku",
    "MUG, 0, lines[1].quantity",
    "MUG, 1000, lines[1].quantity",
    "MUG, -1, lines[1].quantity"
  })
  void namesTheLineThatBreaksARule(String sku, int quantity, String field) {
    var lines = List.of(new OrderRequest.Line("MUG", 1), new OrderRequest.Line(sku, quantity));
    assertThat(judge(lines, "EUR", "tok_visa", "DE", null))
        .isInstanceOfSatisfying(
            Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 26})
  void refusesNoLinesAndTooManyLines(int count) {
    assertThat(judge(Collections.nCopies(count, LINES.getFirst()), "EUR", "tok_visa", "DE", null))
        .isEqualTo(new Invalid("lines", "must have 1 to 25 lines"));
  }

  @Test
  void takesTheMostLinesAndPieces() {
    var lines = Collections.nCopies(25, new OrderRequest.Line("MUG", 999));
    assertThat(judge(lines, "EUR", "tok_visa", "DE", null)).isInstanceOf(Valid.class);
  }

  @ParameterizedTest
  @CsvSource({"name, 0", "street, 1", "city, 2", "postalCode, 3"})
  void refusesAnAddressWithAnEmptyOrTooLongPart(String part, int index) {
    var texts = new String[] {"x", "x", "x", "x"};
    texts[index] = "x".repeat(200);
    assertThat(judge(texts)).isInstanceOf(Valid.class);
    for (var bad : new String[] {"", "x".repeat(201)}) {
      texts[index] = bad;
      assertThat(judge(texts))
          .isEqualTo(new Invalid("shippingAddress." + part, "must have 1 to 200 characters"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tok_", "visa", "tok_VISA", "tok_visa ", "tok_visa\n"})
  void refusesWhatIsNoPaymentToken(String token) {
    assertThat(judge(LINES, "EUR", token, "DE", null))
        .isEqualTo(new Invalid("paymentToken", "must be a payment token"));
    var longest = "a".repeat(64) + "@" + ("b".repeat(62) + ".").repeat(2) + "b".repeat(61) + ".c";
    assertThat(longest).hasSize(254);
    assertThat(judgeEmail(longest)).isInstanceOf(Valid.class);
    assertThat(judgeEmail(longest + "c")).isInstanceOf(Invalid.class);
  }

  @Test
  void refusesATextThatCannotBeStored() {
    assertThat(judge(LINES, "EUR", "tok_visa", "DE", "broken \ud83d pair"))
        .isEqualTo(new Invalid("note", "must be well-formed Unicode"));
  }

  @Test
  void countsCharactersAsCodePoints() {
    assertThat(judge(LINES, "EUR", "tok_visa", "DE", "🛎".repeat(500))).isInstanceOf(Valid.class);
    assertThat(judge(LINES, "EUR", "tok_visa", "DE", "🛎".repeat(501)))
        .isEqualTo(new Invalid("note", "must have 0 to 500 characters"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@.com",
        "ada@example.",
        "ada@exa mple.com",
        "a b@example.com",
        "ada@example.com\n",
        "ada@example.com,eve@example.com",
        "<ada@example.com>",
        "ada@@example.com",
        "äda@example.com",
        "ada@exämple.com"
      })
  void refusesWhatIsNoEmailAddress(String email) {
    assertThat(judgeEmail(email)).isEqualTo(new Invalid("email", "must be an e-mail address"));
  }

  @Test
  void anEmailAddressHasAtMost254Characters() {
    var longest = "a".repeat(64) + "@" + ("b".repeat(62) + ".").repeat(3);
    assertThat(judgeEmail(longest)).isInstanceOf(Invalid.class);
    assertThat(judgeEmail(longest.substring(0, 253) + "c")).isInstanceOf(Valid.class);
    assertThat(judgeEmail(longest.substring(0, 253) + "cc")).isInstanceOf(Invalid.class);
  }

  @Test
  void judgesTheWorstTextForAnEmailAddressInLinearTime() {
    var worst = "a@" + "a.".repeat(500_000) + "!";
    assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertThat(judgeEmail(worst)).isInstanceOf(Invalid.class));
  }

  private static OrderRules.Judgement judgeEmail(String email) {
    return OrderRules.judge(
        new OrderRequest(KEY, LINES, "EUR", "tok_visa", details("DE", null, email)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-11-21T08:30:00Z", "2026-11-21T08:30:00.123Z", "0000-02-29T00:00:00Z"})
  void takesATimeInUtcAsTheExpiry(String time) {
    assertThat(judgeExpiry(time)).isInstanceOf(Valid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T08:30:00Z",
        "2026-11-21T25:00:00Z",
        "2026-11-21T08:30:00+01:00",
        "2026-11-21T08:30:00.1234Z",
        "2026-11-21T08:30:00Z\n",
        "2026-11-21",
        "tomorrow",
        ""
      })
  void refusesAnExpiryThatIsNoTimeInUtc(String time) {
    assertThat(judgeExpiry(time))
        .isEqualTo(new Invalid("expiresAt", "must be a time in UTC with seconds or milliseconds"));
  }

  private static OrderRules.Judgement judgeExpiry(String time) {
    var details = details("DE", null, null).withExpiresAt(time);
    return OrderRules.judge(new OrderRequest(KEY, LINES, "EUR", "tok_visa", details));
  }

  @Test
  void aTestOrderIsOfOneTestParcel() {
    assertThat(judgeTest(true, new OrderRequest.Line("TEST-PARCEL", 1)))
        .isInstanceOfSatisfying(Valid.class, valid -> assertThat(valid.order().test()).isTrue());
  }

  @Test
  void aTestOrderTakesNoOtherStockAndNotMuchOfItsOwn() {
    var parcel = new OrderRequest.Line("TEST-PARCEL", 1);
    var mug = new OrderRequest.Line("MUG", 1);
    var expected = new Invalid("lines", "must be one TEST-PARCEL, for it is a test");

    assertThat(judgeTest(true, mug)).isEqualTo(expected);
    assertThat(judgeTest(true, parcel, mug)).isEqualTo(expected);
    assertThat(judgeTest(true, parcel, parcel)).isEqualTo(expected);
    assertThat(judgeTest(true, new OrderRequest.Line("TEST-PARCEL", 2))).isEqualTo(expected);
  }

  @Test
  void noOtherOrderHasATestParcel() {
    var parcel = new OrderRequest.Line("TEST-PARCEL", 1);
    assertThat(judgeTest(false, new OrderRequest.Line("MUG", 1), parcel))
        .isEqualTo(new Invalid("lines", "must not have TEST-PARCEL, for it is no test"));
  }

  private static OrderRules.Judgement judgeTest(boolean test, OrderRequest.Line... lines) {
    return OrderRules.judge(
        new OrderRequest(KEY, List.of(lines), "EUR", "tok_visa", details("DE", null, null), test));
  }

  @Test
  void aJudgementRepeatsNothingThatTheClientWrote() {
    assertThat(judge(LINES, "EUR", "4111111111111111", "DE", null).toString())
        .contains("paymentToken")
        .doesNotContain("4111");
  }

  @Test
  void noRecordPrintsPersonalData() {
    var request =
        new OrderRequest(
            KEY, LINES, "EUR", "tok_visa", details("DE", "secret note", "secret@example.com"));
    var order = ((Valid) OrderRules.judge(request)).order();
    assertThat(request + " " + order + " " + order.details() + order.details().shippingAddress())
        .doesNotContain("Ada", "Main Street", "tok_visa", "secret");
  }

  private static OrderRules.Judgement judge(
      List<OrderRequest.Line> lines, String currency, String token, String country, String note) {
    return OrderRules.judge(
        new OrderRequest(KEY, lines, currency, token, details(country, note, null)));
  }

  private static OrderRules.Judgement judge(String... address) {
    var place = new Address(address[0], address[1], address[2], address[3], "DE");
    return OrderRules.judge(
        new OrderRequest(KEY, LINES, "EUR", "tok_visa", OrderDetails.to(place)));
  }

  private static OrderDetails details(String country, String note, String email) {
    return OrderDetails.to(new Address("Ada", "1 Main Street", "Berlin", "10115", country))
        .withNote(note)
        .withEmail(email);
  }
}

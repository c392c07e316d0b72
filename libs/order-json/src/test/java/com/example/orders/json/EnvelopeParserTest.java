package com.example.orders.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.Address;
import com.example.orders.order.OrderDetails;
import com.example.orders.order.OrderKey;
import com.example.orders.order.OrderRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeParserTest {
  private static final String ID = "0198f1d2-6c7e-7c43-9a51-1f0e2d3c4b5a";
  private static final String GOOD =
      """
      {"customer":"acme","order":{"orderId":"%s","lines":[{"sku":"MUG","quantity":2}],
       "currency":"EUR","paymentToken":"tok_visa","shippingAddress":{"name":"Ada Secret",
       "street":"1 Main Street","city":"Berlin","postalCode":"10115","country":"DE"},
       "note":"&Action=DeleteQueue \\"$input\\" \\\\ 😀",
       "email":"ada@example.com","expiresAt":"2026-11-21T08:30:00Z"}}
      """
          .formatted(ID);

  private final EnvelopeParser parser = new EnvelopeParser();

  @Test
  void readsEveryFieldCodePointByCodePoint() throws Exception {
    assertThat(parser.parse(GOOD).request())
        .isEqualTo(
            new OrderRequest(
                OrderKey.of("acme", ID),
                List.of(new OrderRequest.Line("MUG", 2)),
                "EUR",
                "tok_visa",
                OrderDetails.to(new Address("Ada Secret", "1 Main Street", "Berlin", "10115", "DE"))
                    .withNote("&Action=DeleteQueue \"$input\" \\ 😀")
                    .withEmail("ada@example.com")
                    .withExpiresAt("2026-11-21T08:30:00Z")));
  }

  @Test
  void readsWhetherItIsATest() throws Exception {
    var test = parser.parse(GOOD.replace("\"note\"", "\"test\":true,\"note\""));
    assertThat(test.request().test()).isTrue();
    assertThat(parser.parse(GOOD).request().test()).isFalse();
  }

  @Test
  void theSameOrderAsATestIsAnotherBody() throws Exception {
    for (var flag : List.of("true", "false")) {
      var flagged = parser.parse(GOOD.replace("\"note\"", "\"test\":" + flag + ",\"note\""));
      assertThat(flagged.bodyHash()).isNotEqualTo(parser.parse(GOOD).bodyHash());
    }
  }

  @Test
  void whatIsOptionalMayBeMissing() throws Exception {
    var shorter = parser.parse(GOOD.replaceFirst("(?s),\\s*\"note\".*\"(?=}})", "")).request();
    assertThat(shorter.details().note()).isNull();
    assertThat(shorter.details().email()).isNull();
    assertThat(shorter.details().expiresAt()).isNull();
  }

  @Test
  void anotherWritingOfTheSameOrderHasTheSameHash() throws Exception {
    var rewritten = GOOD.replace("\"quantity\":2", " \"quantity\" : 2.0 ").replace("A", "\\u0041");
    assertThat(parser.parse(rewritten).bodyHash()).isEqualTo(parser.parse(GOOD).bodyHash());
  }

  @Test
  void theCustomerIsNotPartOfTheHash() throws Exception {
    assertThat(parser.parse(GOOD.replace("acme", "other")).bodyHash())
        .isEqualTo(parser.parse(GOOD).bodyHash());
  }

  @Test
  void aChangedOrderHasAnotherHash() throws Exception {
    assertThat(parser.parse(GOOD.replace("\"quantity\":2", "\"quantity\":3")).bodyHash())
        .isNotEqualTo(parser.parse(GOOD).bodyHash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"customer\":\"acme\" | \"customer\":\"acme\",\"customer\":\"eve\"",
        "\"customer\":\"acme\" | \"customer\":\"acme\",\"admin\":true",
        "\"customer\":\"acme\" | \"customer\":1",
        "\"customer\":\"acme\", | ",
        "\"currency\":\"EUR\" | \"currency\":\"EUR\",\"price\":1",
        "\"currency\":\"EUR\" | \"currency\":null",
        "\"currency\":\"EUR\" | \"currency\":\"EUR\",\"test\":\"true\"",
        "\"currency\":\"EUR\" | \"currency\":\"EUR\",\"test\":1",
        "\"currency\":\"EUR\" | \"currency\":\"EUR\",\"test\":null",
        "\"quantity\":2 | \"quantity\":\"2\"",
        "\"quantity\":2 | \"quantity\":2.5",
        "\"quantity\":2 | \"quantity\":1e99",
        "\"quantity\":2 | \"quantity\":1e999999999",
        "\"quantity\":2 | \"quantity\":1e99999999999999999999",
        "\"quantity\":2 | \"quantity\":2,\"price\":1",
        "\"sku\":\"MUG\" | \"sku\":7",
        "\"country\":\"DE\" | \"country\":[]",
        "\"country\":\"DE\" | \"country\":\"DE\",\"x\":1",
        "[{\"sku\":\"MUG\",\"quantity\":2}] | {}",
        "[{\"sku\":\"MUG\",\"quantity\":2}] | [1]",
        "0198f1d2 | 0198F1D2",
        "\"acme\" | \"ac me\""
      })
  void refusesWhatTheApiNeverWrites(String good, String bad) {
    var message = GOOD.replace(good, bad == null ? "" : bad);
    assertThat(message).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> parser.parse(message))
        .isInstanceOf(UnreadableMessageException.class)
        .hasNoCause()
        .message()
        .doesNotContain("Secret", "eve", "admin", "price", "EUR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "7", "{}", "{\"customer\":\"acme\"", "Ada Secret"})
  void refusesWhatIsNoEnvelopeWithoutQuotingIt(String message) {
    assertThatThrownBy(() -> parser.parse(message))
        .isInstanceOf(UnreadableMessageException.class)
        .hasNoCause()
        .message()
        .doesNotContain("Ada");
  }

  @Test
  void refusesASecondDocument() {
    assertThatThrownBy(() -> parser.parse(GOOD + GOOD))
        .isInstanceOf(UnreadableMessageException.class);
  }

  @Test
  void refusesNestingThatNoMessageOfOursHas() {
    assertThatThrownBy(() -> parser.parse("[".repeat(5000)))
        .isInstanceOf(UnreadableMessageException.class);
  }
}

package com.example.orders.failures;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.failures.EditRules.Allowed;
import com.example.orders.failures.EditRules.NotAllowed;
import com.example.orders.order.OrderKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditRulesTest {
  private static final String ID = "0199c0de-0000-7000-8000-0000000000a1";
  private static final OrderKey ORDER = OrderKey.of("acme", ID);
  private static final String ORIGINAL =
      """
      {"customer":"acme","order":{"orderId":"%s","lines":[{"sku":"TEA","quantity":"2"}],\
      "currency":"EUR","paymentToken":"tok_visa","shippingAddress":{"name":"Ada Lovelace",\
      "street":"12 St James Sq","city":"London","postalCode":"SW1Y","country":"GB"}}}"""
          .formatted(ID);

  private final EditRules rules = new EditRules();
  private final Masking masking = new Masking();

  @Test
  void hidesTokensAndAddresses() {
    assertThat(masking.mask(ORIGINAL))
        .doesNotContain("tok_visa", "Lovelace", "St James", "London", "SW1Y")
        .contains("acme", ID, "TEA", "\"country\":\"GB\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"paymentToken\":{\"deep\":\"tok_visa\"}}",
        "{\"shippingAddress\":\"Ada, 12 St James Sq\"}",
        "{\"shippingAddress\":[\"Ada\"],\"x\":\"ada@example.com\"}",
        "{\"cause\":\"{\\\"paymentToken\\\":\\\"tok_visa\\\",\\\"name\\\":\\\"Ada\\\"}\"}",
        "{\"broken\": \"name\": \"Ada\", \"street\": \"12 St James Sq\", \"t\": tok_visa",
        "{\\\"name\\\":\\\"Ada\\\", \\\"email\\\":\\\"ada@example.com\\\"",
        "Failed for ada@example.com with tok_visa",
        "{\"taskToken\":\"Ada\"}",
        "{\"note\":\"Ada\"",
      })
  void hidesThemWhereverTheyAre(String text) {
    assertThat(masking.mask(text))
        .doesNotContain("Ada", "St James", "tok_visa", "ada@")
        .contains("***");
  }

  @Test
  void leavesWhatIsNoSecretAsItIs() {
    assertThat(masking.mask("not json: States.Timeout after 3 attempts"))
        .isEqualTo("not json: States.Timeout after 3 attempts");
    assertThat(masking.mask("{\"a\":1e999999999}")).contains("1E+999999999");
  }

  @Test
  void putsBackWhatWasHiddenWhenAnEditedPayloadHandsItBack() {
    var edited = masking.mask(ORIGINAL).replace("\"quantity\":\"2\"", "\"quantity\":2");

    assertThat(rules.judge(intake(), ORIGINAL, edited))
        .isEqualTo(new Allowed(ORIGINAL.replace("\"quantity\":\"2\"", "\"quantity\":2")));
  }

  @Test
  void takesANewValueInPlaceOfAHiddenOne() {
    var edited = ORIGINAL.replace("tok_visa", "tok_mastercard");
    assertThat(rules.judge(intake(), ORIGINAL, edited)).isEqualTo(new Allowed(edited));
  }

  @Test
  void refusesAHiddenValueThatHasNoOriginal() {
    assertThat(rules.judge(intake(), "{broken", masking.mask(ORIGINAL)))
        .isInstanceOf(NotAllowed.class);
  }

  @Test
  void mendsAPayloadThatWasNoJson() {
    assertThat(rules.judge(intake(), "{broken", ORIGINAL)).isEqualTo(new Allowed(ORIGINAL));
  }

  @Test
  void neverChangesWhoseOrderItIsOrWhichOne() {
    assertThat(rules.judge(intake(), ORIGINAL, ORIGINAL.replace("acme", "evil")))
        .isInstanceOf(NotAllowed.class);
    assertThat(rules.judge(intake(), ORIGINAL, ORIGINAL.replace("a1\"", "a2\"")))
        .isInstanceOf(NotAllowed.class);
    assertThat(rules.judge(intake(), "{broken", ORIGINAL.replace("\"orderId\"", "\"id\"")))
        .isInstanceOf(NotAllowed.class);
    var second = ORIGINAL.replace("\"lines\"", "\"more\":{\"customer\":\"evil\"},\"lines\"");
    assertThat(rules.judge(intake(), ORIGINAL, second)).isInstanceOf(NotAllowed.class);
  }

  @Test
  void neverChangesWhichEventItIs() {
    var event =
        """
        {"detail":{"metadata":{"idempotencyKey":"acme#%s#OrderConfirmed"},\
        "data":{"customer":"acme","orderId":"%s"}}}"""
            .formatted(ID, ID);
    assertThat(rules.judge(intake(), event, event.replace("Confirmed", "Rejected")))
        .isInstanceOf(NotAllowed.class);
  }

  @Test
  void refusesWhatIsNoJsonObjectOrTooLarge() {
    assertThat(rules.judge(intake(), ORIGINAL, "{broken")).isInstanceOf(NotAllowed.class);
    assertThat(rules.judge(intake(), ORIGINAL, "\"acme\"")).isInstanceOf(NotAllowed.class);
    var large = ORIGINAL.replace("TEA", "x".repeat(EditRules.LARGEST));
    assertThat(rules.judge(intake(), ORIGINAL, large)).isInstanceOf(NotAllowed.class);
  }

  @ParameterizedTest
  @EnumSource(FailureSource.class)
  void editsEverythingButAWorkflowsInput(FailureSource source) {
    assertThat(rules.judge(failure(source, ORDER), ORIGINAL, ORIGINAL) instanceof Allowed)
        .isEqualTo(source != FailureSource.WORKFLOW);
  }

  @Test
  void editsOnlyWhatIsOpenAndNamesAnOrder() {
    var replaying = intake().claim(Instant.EPOCH, Duration.ofMinutes(1));
    assertThat(rules.judge(replaying, ORIGINAL, ORIGINAL)).isInstanceOf(NotAllowed.class);
    assertThat(rules.judge(failure(FailureSource.ORDERS_QUEUE, null), ORIGINAL, ORIGINAL))
        .isInstanceOf(NotAllowed.class);
  }

  private static Failure intake() {
    return failure(FailureSource.ORDERS_QUEUE, ORDER);
  }

  private static Failure failure(FailureSource source, OrderKey order) {
    return Failure.first(
        new FailureReport(
            FailureId.ofIntake(order, ORIGINAL),
            "m-1",
            source,
            "queue",
            "UnreadableMessage",
            null,
            5,
            order,
            null,
            ORIGINAL,
            Instant.EPOCH));
  }
}

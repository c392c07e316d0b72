package com.example.orders.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.order.CustomerId;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the library of Standard Webhooks says about our signatures. It reads the system's clock. */
class SigningTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DeliveryId ID = new DeliveryId("msg_" + "0123456789abcdef".repeat(2));
  private static final String BODY = "{\"type\":\"order.confirmed\"}";

  private final Secret secret = Secret.random(RANDOM);
  private final Instant now = Instant.now();

  /** Standard Webhooks' own example, so that the library is not only held against itself. */
  @Test
  void isTheSignatureOfThePublishedExample() {
    var published = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null);
    var at = Instant.ofEpochSecond(1_614_265_330);
    assertThat(
            Signing.signature(
                published, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{ \"a\" :\t1 }\n",
        "{\"name\":\"Ä \\u00c4 \u2028 \ud83d\udece\"}",
        "{\"a\":1,\"a\":2}"
      })
  void isVerifiedOverTheVeryBytesThatAreSent(String body) {
    assertThatCode(() -> verify(secret, body, Signing.headers(ID, now, body, List.of(secret))))
        .doesNotThrowAnyException();
  }

  @Test
  void noOtherBodyIdTimeOrSecretIsVerified() {
    var headers = Signing.headers(ID, now, BODY, List.of(secret));

    refused(secret, BODY + " ", headers);
    refused(Secret.random(RANDOM), BODY, headers);
    refused(secret, BODY, with(headers, "webhook-id", "msg_" + "f".repeat(32)));
    refused(secret, BODY, with(headers, "webhook-timestamp", "" + (now.getEpochSecond() + 1)));
  }

  @Test
  void anAttemptIsTooOldAfterFiveMinutes() {
    for (var at : List.of(now.minusSeconds(310), now.plusSeconds(310))) {
      refused(secret, BODY, Signing.headers(ID, at, BODY, List.of(secret)));
    }
  }

  @Test
  void whileTwoSecretsAreUsedEitherVerifies() throws Exception {
    var old = secret.until(now.plusSeconds(60));
    var next = Secret.random(RANDOM);
    var endpoint = endpoint(next, old);

    var during = Signing.headers(ID, now, BODY, endpoint.secretsAt(now));
    verify(old, BODY, during);
    verify(next, BODY, during);

    var after = Signing.headers(ID, now, BODY, endpoint.secretsAt(now.plusSeconds(60)));
    verify(next, BODY, after);
    refused(old, BODY, after);
  }

  @Test
  void nothingIsSentUnsigned() {
    assertThatThrownBy(() -> Signing.headers(ID, now, BODY, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretHas256BitsAndShowsNone() {
    assertThat(secret.key()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(Secret.random(RANDOM).key()).isNotEqualTo(secret.key());
    assertThat(secret.toString()).doesNotContain("whsec");
    assertThat(endpoint(secret).toString()).doesNotContain("whsec");
  }

  private Endpoint endpoint(Secret... secrets) {
    var key = new EndpointKey(new CustomerId("acme"), EndpointId.random());
    var pending = Endpoint.pending(key, "https://example.com", List.of(), secret, now);
    return new Endpoint(
        key,
        pending.url(),
        List.of(),
        EndpointStatus.ACTIVE,
        List.of(secrets),
        0,
        null,
        DailyCount.NEVER,
        now);
  }

  private static void refused(Secret secret, String body, Map<String, String> headers) {
    assertThatThrownBy(() -> verify(secret, body, headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  private static void verify(Secret secret, String body, Map<String, String> headers)
      throws Exception {
    new Webhook(secret.key())
        .verify(
            body,
            headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))));
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    var changed = new java.util.HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }
}

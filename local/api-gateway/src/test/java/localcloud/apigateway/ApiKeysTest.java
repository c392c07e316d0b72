package localcloud.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import localcloud.apigateway.ApiKeys.Key;
import localcloud.apigateway.ApiKeys.Period;
import localcloud.apigateway.ApiKeys.Quota;
import localcloud.apigateway.ApiSettings.Throttling;
import localcloud.aws.AwsAnswer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API keys and usage plans: which request a key lets in. */
class ApiKeysTest {
  private static final String VALUE = "a-key-of-twenty-characters";

  private Instant now = Instant.parse("2026-11-21T10:00:00Z"); // a Saturday
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final ApiKeys keys = new ApiKeys(clock);

  @ParameterizedTest
  @CsvSource({
    "a-key-of-twenty-characters, 200, ''",
    "another-key-of-twenty-chars, 403, ForbiddenException",
    "'', 403, ForbiddenException"
  })
  void aMethodThatNeedsAKeyIsOpenToThoseOfItsPlan(String key, int status, String error) {
    plan(Map.of(), null, null);

    var answer = answer(key);

    assertThat(answer.status()).isEqualTo(status);
    if (status != 200) {
      assertThat(answer.text()).isEqualTo("{\"message\":\"Forbidden\"}");
      assertThat(answer.headers()).containsEntry("x-amzn-ErrorType", error);
    } else {
      assertThat(answer.text()).isEqualTo("key1 " + VALUE);
    }
  }

  @Test
  void aKeyThatIsDisabledOrInNoPlanOpensNothing() {
    keys.add(new Key("key1", "Mine", VALUE, true));
    assertThat(answer(VALUE).status()).isEqualTo(403);

    plan(Map.of(), null, null);
    keys.add(new Key("key1", "Mine", VALUE, false));
    assertThat(answer(VALUE).status()).isEqualTo(403);
  }

  @Test
  void theBurstOfAPlanIsEachKeysOwn() {
    plan(Map.of(), new Throttling(0.0001, 2), null);

    assertThat(answer(VALUE).status()).isEqualTo(200);
    assertThat(answer(VALUE).status()).isEqualTo(200);
    var refused = answer(VALUE);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).isEqualTo("{\"message\":\"Too Many Requests\"}");
  }

  @Test
  void aMethodsOwnLimitTakesThePlaceOfThePlans() {
    plan(Map.of("/a/GET", new Throttling(0.0001, 1)), new Throttling(0.0001, 9), null);

    assertThat(answer(VALUE).status()).isEqualTo(200);
    assertThat(answer(VALUE).status()).isEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource({
    "DAY, 2026-11-22T00:00:00Z",
    "WEEK, 2026-11-22T00:00:00Z",
    "MONTH, 2026-12-01T00:00:00Z"
  })
  void aQuotaIsForItsPeriod(Period period, Instant next) {
    plan(Map.of(), null, new Quota(2, 1, period));

    assertThat(answer(VALUE).status()).isEqualTo(200);
    var refused = answer(VALUE);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).isEqualTo("{\"message\":\"Limit Exceeded\"}");
    assertThat(refused.headers()).containsEntry("x-amzn-ErrorType", "LimitExceededException");
    now = next;
    assertThat(answer(VALUE).status()).isEqualTo(200);
    assertThat(answer(VALUE).status()).isEqualTo(200);
    assertThat(answer(VALUE).status()).isEqualTo(429);
  }

  @Test
  void theKeysOfAStageAreKnownToWhoRunsIt() {
    plan(Map.of(), null, null);

    assertThat(keys.of("api1", "v1")).containsExactly(Map.entry("Mine", VALUE));
    assertThat(keys.of("api1", "v2")).isEmpty();
  }

  @Test
  void twoAuthorizersAreRefused() {
    assertThatThrownBy(() -> api("[{\"api_key\":[],\"A\":[],\"B\":[]}]"))
        .hasMessageContaining("more than one requirement");
  }

  private void plan(
      Map<String, Throttling> methods, @Nullable Throttling throttle, @Nullable Quota quota) {
    keys.add(new Key("key1", "Mine", VALUE, true));
    keys.add("plan1", Map.of("api1/v1", methods), throttle, quota);
    keys.join("plan1", "key1");
  }

  private ApiResponse answer(String key) {
    Map<String, List<String>> headers =
        key.isEmpty() ? Map.of() : Map.of("X-Api-Key", List.of(key));
    return api("[{\"api_key\":[]}]")
        .answer(new ApiRequest("GET", "/v1/a", "", headers, new byte[0], "127.0.0.1"));
  }

  private RestApi api(String security) {
    var settings =
        new ApiSettings(0, "us-east-1", "000000000000", "api1", "v1", Map.of(), Map.of());
    var definition =
        """
        {"openapi":"3.0.1","paths":{"/a":{"get":{"responses":{"200":{}},"security":%s,
          "x-amazon-apigateway-integration":{"type":"mock",
            "requestTemplates":{"application/json":"{\\"statusCode\\":200}"},
            "responses":{"default":{"statusCode":"200","responseTemplates":{
              "text/plain":"$context.identity.apiKeyId $context.identity.apiKey"}}}}}}},
         "components":{"securitySchemes":{
           "api_key":{"type":"apiKey","name":"x-api-key","in":"header"}}}}
        """
            .formatted(security);
    try {
      return new RestApi(
          settings,
          new ObjectMapper().readTree(definition),
          call -> AwsAnswer.json("{}"),
          new Trust((arn, token) -> Optional.empty(), IamCallers.none(), "us-east-1", clock, keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

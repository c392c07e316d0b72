package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Requests signed by the SDK's current signer, which is not the one that checks them. */
class SignaturesTest {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final AccessKey KEY =
      new AccessKey(
          "ASIAANN",
          "a secret",
          "a token",
          "arn:aws:iam::000000000000:role/operator",
          "arn:aws:sts::000000000000:assumed-role/operator/ann",
          "AROA123:ann",
          NOW.plus(Duration.ofHours(1)));

  private final List<AwsCall> calls = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/things/1",
        "/v1/things/1",
        "/v1/things/a%20b%2Fc",
        "/v1/things/1?b=2&a=1&b=1",
        "/v1/things/1?text=%C3%A4%20%26%2B%3D&empty="
      })
  void letsAGoodSignatureInAndTellsTheFunctionWhoItIs(String path) {
    var answer = api("Iam").answer(signed(path, "{\"a\":1}", "us-east-1", "execute-api", NOW));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    var identity = json(calls.getFirst().text()).at("/requestContext/identity");
    assertThat(identity.path("userArn").asText()).isEqualTo(KEY.userArn());
    assertThat(identity.path("caller").asText()).isEqualTo("AROA123:ann");
    assertThat(identity.path("accessKey").asText()).isEqualTo("ASIAANN");
    assertThat(identity.path("accountId").asText()).isEqualTo("000000000000");
    assertThat(identity.path("sourceIp").asText()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Iam", "Extension"})
  void asksIamForTheMethodAndThePath(String path) {
    api(path).answer(signed("/v1/things/7?x=1", "", "us-east-1", "execute-api", NOW));

    assertThat(asked)
        .containsExactly(
            "execute-api:Invoke arn:aws:execute-api:us-east-1:000000000000:abc123/v1/POST/things/7");
  }

  @Test
  void refusesWhatThePolicyDoesNotAllow() {
    refusal = Optional.of("User: ann is not authorized");

    var answer = api("Iam").answer(signed("/v1/things/1", "", "us-east-1", "execute-api", NOW));

    assertRefused(answer, "AccessDeniedException");
    assertThat(answer.text()).isEqualTo("{\"message\":\"User: ann is not authorized\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "-299, 200",
    "299, 200",
    "-301, 403",
    "301, 403",
    "-86400, 403",
  })
  void refusesASignatureOfAnotherTime(int seconds, int status) {
    var request = signed("/v1/things/1", "", "us-east-1", "execute-api", NOW.plusSeconds(seconds));

    assertThat(api("Iam").answer(request).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"eu-west-1, execute-api", "us-east-1, sqs"})
  void refusesASignatureForSomethingElse(String region, String service) {
    assertRefused(
        api("Iam").answer(signed("/v1/things/1", "", region, service, NOW)),
        "InvalidSignatureException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"method", "path", "query", "body", "header", "added query"})
  void refusesARequestThatWasChangedAfterSigning(String what) {
    var good = signed("/v1/things/1?a=1", "{}", "us-east-1", "execute-api", NOW);
    var headers = new HashMap<>(good.headers());
    if (what.equals("header")) {
      headers.put("x-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"));
    }
    var changed =
        new ApiRequest(
            what.equals("method") ? "PUT" : "POST",
            what.equals("path") ? "/v1/things/2" : "/v1/things/1",
            what.equals("query") ? "a=2" : what.equals("added query") ? "a=1&b=1" : "a=1",
            headers,
            (what.equals("body") ? "{ }" : "{}").getBytes(UTF_8),
            "127.0.0.1");

    assertThat(api("Iam").answer(good).status()).isEqualTo(200);
    assertRefused(api("Iam").answer(changed), "InvalidSignatureException");
  }

  @Test
  void refusesAnUnknownKeyAndAMissingToken() {
    var good = signed("/v1/things/1", "", "us-east-1", "execute-api", NOW);
    var headers = new HashMap<>(good.headers());
    headers.remove("X-Amz-Security-Token");
    headers.keySet().removeIf("X-Amz-Security-Token"::equalsIgnoreCase);
    var withoutToken = with(good, headers);
    var unknown = new HashMap<>(good.headers());
    unknown.computeIfPresent(
        "Authorization", (_, value) -> List.of(value.getFirst().replace("ASIAANN", "ASIABOB")));

    assertRefused(api("Iam").answer(withoutToken), "UnrecognizedClientException");
    assertRefused(api("Iam").answer(with(good, unknown)), "UnrecognizedClientException");
  }

  @Test
  void refusesAnExpiredKey() {
    var later = NOW.plus(Duration.ofHours(1));
    clock = Clock.fixed(later, ZoneOffset.UTC);

    assertRefused(
        api("Iam").answer(signed("/v1/things/1", "", "us-east-1", "execute-api", later)),
        "ExpiredTokenException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=ASIAANN/20261121/us-east-1/execute-api/aws4_request",
        "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=ASIAANN/20261120/us-east-1/execute-api/aws4_request,"
            + " SignedHeaders=host;x-amz-date, Signature=0"
      })
  void refusesWhatIsNoSignature(String authorization) {
    var request =
        with(
            signed("/v1/things/1", "", "us-east-1", "execute-api", NOW),
            Map.of(
                "Authorization", List.of(authorization),
                "Host", List.of("localhost"),
                "X-Amz-Date", List.of("20261121T100000Z")));

    assertRefused(api("Iam").answer(request), "IncompleteSignatureException");
  }

  @Test
  void aHostThatIsNotSignedIsRefused() {
    var request =
        with(
            signed("/v1/things/1", "", "us-east-1", "execute-api", NOW),
            Map.of(
                "Authorization",
                List.of(
                    "AWS4-HMAC-SHA256 Credential=ASIAANN/20261121/us-east-1/execute-api/aws4_request,"
                        + " SignedHeaders=x-amz-date, Signature=0"),
                "X-Amz-Date",
                List.of("20261121T100000Z")));

    assertRefused(api("Iam").answer(request), "InvalidSignatureException");
  }

  @Test
  void answersMissingAuthenticationTokenToNoSignatureAtAll() {
    var answer =
        api("Iam")
            .answer(with(signed("/v1/things/1", "", "us-east-1", "execute-api", NOW), Map.of()));

    assertRefused(answer, "MissingAuthenticationTokenException");
    assertThat(answer.text()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void aSignatureIsNoTokenOfAUserPool() {
    var answer = api("Pool").answer(signed("/v1/things/1", "", "us-east-1", "execute-api", NOW));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(calls).isEmpty();
  }

  @Test
  void aKeyDoesNotShowItsSecretAsText() {
    assertThat(KEY.toString()).doesNotContain("a secret", "a token");
  }

  private void assertRefused(ApiResponse answer, String error) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers()).containsEntry("x-amzn-ErrorType", error);
  }

  private RestApi api(String scheme) {
    var security =
        scheme.equals("Extension")
            ? "\"x-amazon-apigateway-auth\":{\"type\":\"AWS_IAM\"}"
            : "\"security\":[{\"%s\":[]}]".formatted(scheme);
    var definition =
        json(
            """
            {"openapi":"3.0.1","paths":{"/things/{id}":{"x-amazon-apigateway-any-method":{%s,
              "responses":{"200":{}},"x-amazon-apigateway-integration":{
              "type":"aws_proxy","httpMethod":"POST",
              "uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}}}},
             "components":{"securitySchemes":{
              "Iam":{"type":"apiKey","name":"Authorization","in":"header",
                "x-amazon-apigateway-authtype":"awsSigv4"},
              "Pool":{"type":"apiKey","name":"Authorization","in":"header",
                "x-amazon-apigateway-authtype":"cognito_user_pools",
                "x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:pool"]}}}}}
            """
                .formatted(security));
    return new RestApi(
        new ApiSettings(0, "us-east-1", "000000000000", "abc123", "v1", Map.of(), Map.of()),
        definition,
        call -> {
          calls.add(call);
          return AwsAnswer.json("{\"statusCode\":200,\"body\":\"\"}");
        },
        new Trust((arn, token) -> Optional.empty(), callers(), "us-east-1", clock));
  }

  private IamCallers callers() {
    return new IamCallers() {
      @Override
      public Optional<AccessKey> find(String accessKeyId) {
        return accessKeyId.equals(KEY.id()) ? Optional.of(KEY) : Optional.empty();
      }

      @Override
      public Optional<String> refusal(AccessKey caller, String action, String resource) {
        asked.add(action + " " + resource);
        return refusal;
      }

      @Override
      public boolean mayInvoke(
          @Nullable AccessKey caller, String action, String function, Map<String, String> context) {
        return false;
      }
    };
  }

  static ApiRequest signed(String path, String body, String region, String service, Instant at) {
    var uri = URI.create("http://localhost:3000" + path);
    var request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(uri)
            .putHeader("Content-Type", "application/json")
            .build();
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(
                            AwsSessionCredentialsIdentity.create(
                                KEY.id(), KEY.secret(), KEY.sessionToken()))
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)));
    return new ApiRequest(
        "POST",
        uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        signed.request().headers(),
        body.getBytes(UTF_8),
        "127.0.0.1");
  }

  private static ApiRequest with(ApiRequest request, Map<String, List<String>> headers) {
    return new ApiRequest(
        request.method(), request.path(), request.query(), headers, request.body(), "127.0.0.1");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

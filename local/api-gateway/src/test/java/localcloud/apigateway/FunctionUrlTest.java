package localcloud.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
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

/** A function's own URL: who may call it, what the function gets, what the caller is answered. */
class FunctionUrlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

  private final List<AwsCall> calls = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> functionError = new HashMap<>();
  private String function = "{\"statusCode\":200}";
  private String denied = "";

  @Test
  void anybodyMayCallAnOpenUrl() {
    var answer = url("NONE").answer(request("GET", "/a/b", "x=1&x=2"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(calls.getFirst().path()).isEqualTo("/2015-03-31/functions/" + ARN + "/invocations");
    var event = json(new String(calls.getFirst().body(), UTF_8));
    assertThat(event.path("version").asText()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asText()).isEqualTo("$default");
    assertThat(event.path("rawPath").asText()).isEqualTo("/a/b");
    assertThat(event.at("/queryStringParameters/x").asText()).isEqualTo("1,2");
    assertThat(event.at("/requestContext/stage").asText()).isEqualTo("$default");
    assertThat(event.at("/requestContext").has("authorizer")).isFalse();
    assertThat(event.has("pathParameters") || event.has("stageVariables")).isFalse();
    assertThat(asked)
        .containsExactly(
            "null lambda:InvokeFunctionUrl {lambda:functionurlauthtype=NONE}",
            "null lambda:InvokeFunction {lambda:invokedviafunctionurl=true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"})
  void withoutBothPermissionsItIsForbidden(String action) {
    denied = action;

    var answer = url("NONE").answer(request("GET", "/", ""));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers()).containsEntry("x-amzn-ErrorType", "AccessDeniedException");
    assertThat(json(answer.text()).path("Message").asText())
        .isEqualTo(
            "Forbidden. For troubleshooting Function URL authorization issues, see:"
                + " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html");
    assertThat(calls).isEmpty();
  }

  @Test
  void aSignedUrlTellsTheFunctionWhoCalls() {
    var api = url("AWS_IAM");

    var answer =
        api.answer(SignaturesTest.signed("/a", "{}", "us-east-1", "lambda", SignaturesTest.NOW));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(
            json(new String(calls.getFirst().body(), UTF_8))
                .at("/requestContext/authorizer/iam/userArn")
                .asText())
        .isEqualTo(SignaturesTest.KEY.userArn());
    assertThat(api.answer(request("GET", "/a", "")).status()).isEqualTo(403);
    var ofAnother =
        SignaturesTest.signed("/a", "{}", "us-east-1", "execute-api", SignaturesTest.NOW);
    assertThat(api.answer(ofAnother).status()).isEqualTo(403);
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"Hello\" | 200 | \"Hello\" | application/json",
        "{\"a\":1} | 200 | {\"a\":1} | application/json",
        "{\"statusCode\":201,\"body\":\"x\"} | 201 | x | application/json",
        "{\"statusCode\":200,\"body\":{}} | 502 | Internal Server Error | text/plain",
      })
  void theAnswerIsTheFunctions(String answered, int status, String body, String type) {
    function = answered;

    var answer = url("NONE").answer(request("GET", "/", ""));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(body);
    assertThat(answer.headers().get("Content-Type")).startsWith(type);
  }

  @Test
  void aFunctionThatFailsIsABadGateway() {
    functionError.put("x-amz-function-error", "Unhandled");

    assertThat(url("NONE").answer(request("GET", "/", "")).status()).isEqualTo(502);
  }

  @Test
  void preflightsAreAnsweredByTheUrl() {
    var preflight =
        new ApiRequest(
            "OPTIONS",
            "/",
            "",
            Map.of("Origin", List.of("http://a"), "Access-Control-Request-Method", List.of("GET")),
            new byte[0],
            "127.0.0.1");

    var answer = url("NONE").answer(preflight);

    assertThat(answer.headers())
        .containsEntry("Access-Control-Allow-Origin", "*")
        .containsEntry("Access-Control-Allow-Methods", "GET");
    assertThat(calls).isEmpty();
  }

  private FunctionUrl url(String authType) {
    var definition =
        json(
            "{\"functionArn\":\"%s\",\"authType\":\"%s\",\"cors\":{\"allowOrigins\":[\"*\"],\"allowMethods\":[\"GET\"]}}"
                .formatted(ARN, authType));
    return new FunctionUrl(
        ApiSettings.of(0, "us-east-1", "000000000000", "$default"),
        definition,
        call -> {
          calls.add(call);
          return new AwsAnswer(200, functionError, function.getBytes(UTF_8));
        },
        new Trust(
            (arn, token) -> Optional.empty(),
            callers(),
            "us-east-1",
            Clock.fixed(SignaturesTest.NOW, ZoneOffset.UTC)));
  }

  private IamCallers callers() {
    return new IamCallers() {
      @Override
      public Optional<AccessKey> find(String accessKeyId) {
        return Optional.of(SignaturesTest.KEY);
      }

      @Override
      public Optional<String> refusal(AccessKey caller, String action, String resource) {
        return Optional.of("this is no API");
      }

      @Override
      public boolean mayInvoke(
          @Nullable AccessKey caller, String action, String called, Map<String, String> context) {
        asked.add((caller == null ? "null" : caller.id()) + " " + action + " " + context);
        return called.equals(ARN) && !action.equals(denied);
      }
    };
  }

  private static ApiRequest request(String method, String path, String query) {
    return new ApiRequest(method, path, query, Map.of(), new byte[0], "127.0.0.1");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}

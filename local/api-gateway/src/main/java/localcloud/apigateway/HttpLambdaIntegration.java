package localcloud.apigateway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import localcloud.apigateway.GatewayFailure.Type;
import org.jspecify.annotations.Nullable;

/** A function behind a route of an HTTP API, in payload format 1.0 or 2.0. */
record HttpLambdaIntegration(boolean isV1, Backend lambda) implements Integration {
  /** The guide's example of format 1.0 has both names without a token, too. */
  private static final Map<String, @Nullable Object> NOT_AUTHORIZED = notAuthorized();

  private static Map<String, @Nullable Object> notAuthorized() {
    var names = new LinkedHashMap<String, @Nullable Object>();
    names.put("claims", null);
    names.put("scopes", null);
    return Collections.unmodifiableMap(names);
  }

  @Override
  public ApiResponse answer(Call call) {
    var event = isV1 ? v1(call) : PayloadV2.event(call);
    var answer =
        lambda.send(new Backend.Mapped(StrictJson.write(event), Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    var response =
        isV1
            ? PayloadV1.response(answer.text(), PayloadV2.TEXT, true)
            : PayloadV2.response(answer.text());
    return response.orElseThrow(HttpLambdaIntegration::malformed);
  }

  private Map<String, @Nullable Object> v1(Integration.Call call) {
    var expressions = call.expressions();
    var event =
        PayloadV1.event(
            new Integration.Call(
                call.request(),
                call.resourcePath(),
                call.pathParameters(),
                new Expressions(
                    expressions.input(), contextOfV1(call), expressions.stageVariables())),
            "1.0");
    PayloadV2.putBody(event, call.request());
    return event;
  }

  /**
   * As in the guide's example: the claims are not within {@code jwt}, an authorizer's values not
   * within {@code lambda}, and no route has a key.
   */
  private Map<String, Object> contextOfV1(Call call) {
    var context = call.expressions().context();
    var own = new LinkedHashMap<>(context);
    own.remove("routeKey");
    own.put("resourcePath", call.resourcePath());
    own.put("authorizer", NOT_AUTHORIZED);
    if (context.get("authorizer") instanceof Map<?, ?> found) {
      found.values().stream()
          .filter(Objects::nonNull)
          .forEach(values -> own.put("authorizer", values));
    }
    return own;
  }

  private static GatewayFailure malformed() {
    return GatewayFailure.internal(Type.DEFAULT_5XX);
  }
}

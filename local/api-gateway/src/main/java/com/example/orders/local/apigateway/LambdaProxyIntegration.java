package com.example.orders.local.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.local.apigateway.GatewayFailure.Type;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Lambda proxy integration (type {@code aws_proxy}): payload format 1.0. */
final class LambdaProxyIntegration implements Integration {
  private final Backend lambda;

  LambdaProxyIntegration(Backend lambda) {
    this.lambda = lambda;
  }

  @Override
  public ApiResponse answer(Call call) {
    var event = StrictJson.write(event(call));
    var answer = lambda.send(new Backend.Mapped(event, Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    return response(answer.text());
  }

  private static Map<String, @Nullable Object> event(Call call) {
    var request = call.request();
    var context = new LinkedHashMap<>(call.expressions().context());
    context.remove("requestOverride");
    context.remove("responseOverride");
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("resource", call.resourcePath());
    event.put("path", request.path());
    event.put("httpMethod", request.method());
    event.put("headers", request.singleHeaders());
    event.put("multiValueHeaders", request.headers());
    var query = request.queryParameters();
    event.put("queryStringParameters", query.isEmpty() ? null : query);
    event.put("pathParameters", call.pathParameters().isEmpty() ? null : call.pathParameters());
    event.put("stageVariables", call.expressions().stageVariables());
    event.put("requestContext", context);
    var body = call.expressions().input().getBody();
    event.put("body", body.isEmpty() ? null : body);
    event.put("isBase64Encoded", false);
    return event;
  }

  private static ApiResponse response(String text) {
    try {
      if (StrictJson.parse(text) instanceof Map<?, ?> map
          && map.get("statusCode") instanceof Number status) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        if (map.get("headers") instanceof Map<?, ?> own) {
          own.forEach(
              (name, value) -> {
                headers.keySet().removeIf(name.toString()::equalsIgnoreCase);
                headers.put(name.toString(), String.valueOf(value));
              });
        }
        var body = map.get("body") instanceof String content ? content : "";
        return new ApiResponse(
            status.intValue(),
            headers,
            Boolean.TRUE.equals(map.get("isBase64Encoded"))
                ? Base64.getDecoder().decode(body)
                : body.getBytes(UTF_8));
      }
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw malformed();
    }
    throw malformed();
  }

  /** A "malformed Lambda proxy response" is a 502 on AWS. */
  private static GatewayFailure malformed() {
    return new GatewayFailure(Type.DEFAULT_5XX, 502, "Internal server error", "");
  }
}

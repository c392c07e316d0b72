package localcloud.apigateway;

import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;

/** A REST API's Lambda proxy integration (type {@code aws_proxy}): payload format 1.0. */
final class LambdaProxyIntegration implements Integration {
  private final Backend lambda;

  LambdaProxyIntegration(Backend lambda) {
    this.lambda = lambda;
  }

  /**
   * Without binary media types, which are refused, API Gateway decodes no body: one in base64 stays
   * as it is.
   */
  @Override
  public ApiResponse answer(Call call) {
    var event = StrictJson.write(PayloadV1.event(call, null));
    var answer = lambda.send(new Backend.Mapped(event, Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    return PayloadV1.response(answer.text(), "application/json", false)
        .orElseThrow(LambdaProxyIntegration::malformed);
  }

  /** A "malformed Lambda proxy response" is a 502 on AWS. */
  private static GatewayFailure malformed() {
    return new GatewayFailure(Type.DEFAULT_5XX, 502, "Internal server error", "");
  }
}

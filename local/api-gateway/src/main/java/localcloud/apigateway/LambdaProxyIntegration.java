package localcloud.apigateway;

import java.util.Map;
import localcloud.apigateway.GatewayFailure.Type;

/** A REST API's Lambda proxy integration (type {@code aws_proxy}): payload format 1.0. */
record LambdaProxyIntegration(Backend lambda, BinaryMedia binary) implements Integration {

  /** A body in base64 is decoded for clients that accept a binary media type, else it stays. */
  @Override
  public ApiResponse answer(Call call) {
    var event = PayloadV1.event(call, null);
    event.put("isBase64Encoded", event.get("body") != null && binary.isBinary(call.request()));
    var answer =
        lambda.send(new Backend.Mapped(StrictJson.write(event), Map.of(), Map.of(), Map.of()));
    if (answer.isError() || answer.headers().containsKey("x-amz-function-error")) {
      throw malformed();
    }
    var isDecoded = binary.isWanted(call.request());
    return PayloadV1.response(answer.text(), "application/json", isDecoded)
        .orElseThrow(LambdaProxyIntegration::malformed);
  }

  @Override
  public boolean takesBase64() {
    return true;
  }

  /** A "malformed Lambda proxy response" is a 502 on AWS. */
  private static GatewayFailure malformed() {
    return new GatewayFailure(Type.DEFAULT_5XX, 502, "Internal server error", "");
  }
}

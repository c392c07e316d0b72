package com.example.orders.tryrelease;

import com.example.orders.json.OrderJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Lambda's versions. Of a failure its kind is kept: a message may quote anything. */
final class LambdaFunctions implements Functions {
  private final LambdaClient lambda;
  private final ObjectMapper json = OrderJson.mapper();

  LambdaFunctions(LambdaClient lambda) {
    this.lambda = lambda;
  }

  @Override
  public String handler(Release release) {
    return lambda
        .getFunctionConfiguration(
            get -> get.functionName(release.function()).qualifier(release.version()))
        .handler();
  }

  @Override
  public JsonNode invoke(Release release, String event) {
    var answer =
        lambda.invoke(
            invoke ->
                invoke
                    .functionName(release.function())
                    .qualifier(release.version())
                    .payload(SdkBytes.fromUtf8String(event)));
    var payload = read(answer.payload().asUtf8String());
    if (answer.functionError() != null) {
      throw new TrialFailedException("It failed with " + payload.path("errorType").asText());
    }
    return payload;
  }

  private JsonNode read(String payload) {
    try {
      return json.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new TrialFailedException("It answered no JSON");
    }
  }
}

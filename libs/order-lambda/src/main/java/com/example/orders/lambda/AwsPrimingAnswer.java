package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What AWS would answer if its tables were empty. */
record AwsPrimingAnswer(int status, String json) implements ExecutableHttpRequest {
  /** Of DynamoDB: no row is there to be updated, and none stands against a new one. */
  static AwsPrimingAnswer to(SdkHttpRequest request) {
    var target = request.firstMatchingHeader("X-Amz-Target").orElse(request.encodedPath());
    return switch (target) {
      case "DynamoDB_20120810.UpdateItem" ->
          new AwsPrimingAnswer(400, "{\"__type\":\"ConditionalCheckFailedException\"}");
      case "/configurationsessions" ->
          new AwsPrimingAnswer(201, "{\"InitialConfigurationToken\":\"none\"}");
      case "/configuration" -> new AwsPrimingAnswer(200, "");
      default -> new AwsPrimingAnswer(200, "{}");
    };
  }

  @Override
  public HttpExecuteResponse call() {
    var body = new ByteArrayInputStream(json.getBytes(UTF_8));
    return HttpExecuteResponse.builder()
        .response(SdkHttpResponse.builder().statusCode(status).build())
        .responseBody(AbortableInputStream.create(body))
        .build();
  }

  @Override
  public void abort() {
    // nothing is under way
  }
}

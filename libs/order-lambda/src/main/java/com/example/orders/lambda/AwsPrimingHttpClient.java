package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * While the function is primed no request leaves, so that priming can have no effect and leave no
 * connection: each is answered here as empty tables would answer it.
 */
final class AwsPrimingHttpClient implements SdkHttpClient {
  private final SdkHttpClient http;

  AwsPrimingHttpClient(SdkHttpClient http) {
    this.http = http;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return Priming.isRunning()
        ? new Answered(Answer.to(request.httpRequest()))
        : http.prepareRequest(request);
  }

  @Override
  public String clientName() {
    return http.clientName();
  }

  @Override
  public void close() {
    http.close();
  }

  private record Answer(int status, String json) {
    /** DynamoDB: no row is there to be updated, and none stands against a new one. */
    static Answer to(SdkHttpRequest request) {
      var target = request.firstMatchingHeader("X-Amz-Target").orElse(request.encodedPath());
      return switch (target) {
        case "DynamoDB_20120810.UpdateItem" ->
            new Answer(400, "{\"__type\":\"ConditionalCheckFailedException\"}");
        case "/configurationsessions" ->
            new Answer(201, "{\"InitialConfigurationToken\":\"none\"}");
        case "/configuration" -> new Answer(200, "");
        default -> new Answer(200, "{}");
      };
    }
  }

  private record Answered(Answer answer) implements ExecutableHttpRequest {
    @Override
    public HttpExecuteResponse call() {
      var body = new ByteArrayInputStream(answer.json().getBytes(UTF_8));
      return HttpExecuteResponse.builder()
          .response(SdkHttpResponse.builder().statusCode(answer.status()).build())
          .responseBody(AbortableInputStream.create(body))
          .build();
    }

    @Override
    public void abort() {
      // nothing is under way
    }
  }
}

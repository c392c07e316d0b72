package com.example.orders.lambda;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * While the function is primed no request leaves, so that priming can have no effect and leave no
 * connection: each is answered here.
 */
final class AwsPrimingHttpClient implements SdkHttpClient {
  private final SdkHttpClient http;

  AwsPrimingHttpClient(SdkHttpClient http) {
    this.http = http;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return Priming.isRunning()
        ? AwsPrimingAnswer.to(request.httpRequest())
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
}

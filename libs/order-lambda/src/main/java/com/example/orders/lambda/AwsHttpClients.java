package com.example.orders.lambda;

import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The one place where the HTTP client of an AWS client is put together. */
final class AwsHttpClients {
  private AwsHttpClients() {}

  static SdkHttpClient over(AwsConnections connections) {
    var http = new AwsBufferedHttpClient(UrlConnectionHttpClient.create(connections));
    return Snapshots.isPrimed() ? new AwsPrimingHttpClient(http) : http;
  }
}

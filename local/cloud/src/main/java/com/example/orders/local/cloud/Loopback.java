package com.example.orders.local.cloud;

import com.example.orders.local.aws.AwsAnswer;
import com.example.orders.local.aws.AwsCall;
import com.example.orders.local.aws.AwsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Hands calls on to a server that is embedded in this process, over a free loopback port. */
final class Loopback implements AutoCloseable {
  private static final Set<String> DROPPED =
      Set.of("content-length", "date", "server", "transfer-encoding", "connection");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Loopback(int port) {
    this.port = port;
  }

  /** Sends the call's body with its content type and target, and nothing else of it. */
  AwsAnswer forward(AwsCall call, Map<String, String> moreHeaders) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + call.path()))
            .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
    for (var name : Set.of("x-amz-target", "content-type")) {
      var value = call.headers().get(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    moreHeaders.forEach(request::header);
    try {
      return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new AwsException(500, "InternalFailure", call.service() + " is closed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwsException(500, "InternalFailure", call.service() + " was interrupted");
    }
  }

  private static AwsAnswer answer(HttpResponse<byte[]> response) {
    var headers = new HashMap<String, String>();
    response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    headers.keySet().removeAll(DROPPED);
    return new AwsAnswer(response.statusCode(), headers, response.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

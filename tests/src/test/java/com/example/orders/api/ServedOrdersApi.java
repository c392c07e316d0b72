package com.example.orders.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.cli.Project;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import localcloud.apigateway.ApiGateway;
import localcloud.apigateway.ApiSettings;
import localcloud.apigateway.Gate;
import localcloud.apigateway.IamCallers;
import localcloud.apigateway.RequestLog;
import localcloud.apigateway.Trust;
import localcloud.aws.AwsAnswer;
import localcloud.aws.AwsCall;
import localcloud.cognito.UserPools;

/** The orders API over HTTP; behind it a recorded fake instead of SQS and DynamoDB. */
final class ServedOrdersApi implements AutoCloseable {
  static final String ORDER_ID = "019a3c5e-7b1f-7c44-9d0e-2f6b8a1c3d5e";
  static final String ORDER =
      """
      {"orderId":"019a3c5e-7b1f-7c44-9d0e-2f6b8a1c3d5e",
       "lines":[{"sku":"COFFEE-250","quantity":2}],
       "currency":"EUR","paymentToken":"tok_visa",
       "shippingAddress":{"name":"Ada","street":"1 St","city":"London","postalCode":"SW1","country":"GB"}}
      """;

  /** Where local clouds keep theirs: to make one takes seconds. */
  private static final Path PAIR = Project.find().root().resolve("target/user-pools.jwk");

  final List<AwsCall> calls = new CopyOnWriteArrayList<>();
  final UserPools pools = new UserPools("us-east-1", Clock.systemUTC(), PAIR);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ApiGateway gateway;
  private volatile Function<AwsCall, AwsAnswer> backend = call -> AwsAnswer.json("{}");

  ServedOrdersApi() {
    pools.addPool(OrdersApi.POOL_ARN, "us-east-1_orders");
    try {
      gateway =
          ApiGateway.start(
              ApiSettings.of(0, "us-east-1", "000000000000", "v1"),
              OrdersApi.definition(),
              call -> {
                calls.add(call);
                return backend.apply(call);
              },
              new Trust(pools, IamCallers.none(), "us-east-1", Clock.systemUTC()),
              Gate.OPEN,
              RequestLog.NONE,
              Map.of());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void backendAnswers(int status, String body) {
    backendAnswers(call -> new AwsAnswer(status, Map.of(), body.getBytes(UTF_8)));
  }

  void backendAnswers(Function<AwsCall, AwsAnswer> answer) {
    calls.clear();
    backend = answer;
  }

  int port() {
    return gateway.port();
  }

  String token() {
    return pools.issueAccessToken("us-east-1_orders", "acme");
  }

  HttpResponse<String> post(String body, String... headers) {
    return send(
        request("/orders")
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        headers);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path).header("Authorization", "Bearer " + token()), headers);
  }

  HttpResponse<String> delete(String path) {
    return send(request(path).header("Authorization", "Bearer " + token()).DELETE());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1" + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    for (var i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
  }
}

package com.example.orders.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;

/** Sends requests that are signed for one service. */
public final class SignedHttp implements AutoCloseable {
  private final AwsCredentialsProvider credentials;
  private final String service;
  private final String region;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public SignedHttp(AwsCredentials credentials, String service, String region) {
    this(() -> credentials, service, region);
  }

  /** Asks the provider before each request, for a role's credentials expire. */
  SignedHttp(AwsCredentialsProvider credentials, String service, String region) {
    this.credentials = credentials;
    this.service = service;
    this.region = region;
  }

  /**
   * Sends a JSON body, or none if it is empty.
   *
   * @throws CommandException if nobody answers
   */
  HttpResponse<String> send(String method, URI uri, String body) {
    return send(method, uri, body, Map.of("Content-Type", "application/json"));
  }

  /**
   * Calls a service that speaks AWS's JSON protocol.
   *
   * @param version of the protocol: 1.1 for CloudWatch Logs, 1.0 for DynamoDB and Step Functions
   * @param target the service's version and the operation, such as {@code
   *     Logs_20140328.GetLogEvents}
   * @throws CommandException if nobody answers
   */
  public HttpResponse<String> call(URI uri, String version, String target, String body) {
    return send(
        "POST",
        uri,
        body,
        Map.of("Content-Type", "application/x-amz-json-" + version, "X-Amz-Target", target));
  }

  private HttpResponse<String> send(
      String method, URI uri, String body, Map<String, String> headers) {
    var signed = sign(method, uri, body, headers);
    var request =
        HttpRequest.newBuilder(signed.getUri())
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("Host")) { // the client sends the very same
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw noAnswer(uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }

  private static CommandException noAnswer(URI uri, IOException e) {
    return new CommandException(
        uri.getHost().equals("127.0.0.1")
            ? RunningCloud.noAnswerAt(uri.getScheme() + "://" + uri.getAuthority())
            : "Nobody answers at " + uri.resolve("/") + ": " + e,
        e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private SdkHttpRequest sign(String method, URI uri, String body, Map<String, String> headers) {
    var builder = SdkHttpFullRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    headers.forEach(builder::putHeader);
    var request = builder.build();
    var identity = identity();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(identity)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region))
        .request();
  }

  /** Where a service answers, by the partition's own domain: in China it is another one. */
  public static String endpoint(String service, Region region) {
    return "https://%s.%s.%s"
        .formatted(service, region.id(), region.metadata().partition().dnsSuffix());
  }

  private AwsCredentials identity() {
    try {
      return credentials.resolveCredentials();
    } catch (SdkException e) {
      throw new CommandException("The credentials could not be renewed: " + e.getMessage(), e);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}

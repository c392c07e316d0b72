package com.example.orders.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** The operator's API over HTTP, each request signed. */
public final class OperationsApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FAILURES = "/operations/failures";

  private final OperatorSession session;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public OperationsApi(OperatorSession session) {
    this.session = session;
  }

  /** What a request was answered with. */
  public record Answer(int httpStatus, JsonNode body) {
    public boolean isOk() {
      return httpStatus < 300;
    }

    /** What went wrong, in the API's words. */
    public String problem() {
      var detail = body.path("detail").asText(body.path("message").asText("no reason given"));
      return detail + " (HTTP " + httpStatus + ")";
    }
  }

  public Answer list(Map<String, String> query) {
    SortedMap<String, String> sorted = new TreeMap<>(query);
    var text =
        sorted.entrySet().stream()
            .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&"));
    return send("GET", FAILURES + (text.isEmpty() ? "" : "?" + text), "");
  }

  public Answer show(String id) {
    return send("GET", FAILURES + "/" + encode(id), "");
  }

  public Answer replay(String id) {
    return send("POST", FAILURES + "/" + encode(id) + "/replay", "");
  }

  public Answer edit(String id, String payload) {
    var body = JSON.createObjectNode().put("payload", payload).toString();
    return send("PUT", FAILURES + "/" + encode(id) + "/payload", body);
  }

  public Answer undo(String id, String reason) {
    return decide("undo", id, reason);
  }

  public Answer discard(String id, String reason) {
    return decide("discard", id, reason);
  }

  private Answer decide(String what, String id, String reason) {
    var body = JSON.createObjectNode().put("reason", reason).toString();
    return send("POST", FAILURES + "/" + encode(id) + "/" + what, body);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer send(String method, String path, String body) {
    var signed = sign(method, URI.create(session.apiUrl() + path), body);
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
      return answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new CommandException("The API does not answer at " + session.apiUrl() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted", e);
    }
  }

  private SdkHttpRequest sign(String method, URI uri, String body) {
    var request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .uri(uri)
            .putHeader("Content-Type", "application/json")
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(session.credentials())
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body.getBytes(UTF_8)))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, session.region()))
        .request();
  }

  private static Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      return new Answer(response.statusCode(), JSON.createObjectNode());
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}

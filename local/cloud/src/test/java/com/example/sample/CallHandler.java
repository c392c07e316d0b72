package com.example.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Makes the AWS call in its event, or answers with the value of a variable. No SDK. */
public final class CallHandler implements RequestHandler<Map<String, String>, Map<String, Object>> {
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public Map<String, Object> handleRequest(Map<String, String> event, Context context) {
    if (event.containsKey("variable")) {
      return Map.of("value", String.valueOf(System.getenv(event.get("variable"))));
    }
    var request =
        HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL")))
            .header("X-Amz-Target", event.get("target"))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Security-Token", System.getenv("AWS_SESSION_TOKEN"))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=0"
                    .formatted(System.getenv("AWS_ACCESS_KEY_ID"), event.get("service")))
            .POST(HttpRequest.BodyPublishers.ofString(event.get("body")))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return Map.of("status", answer.statusCode(), "body", answer.body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package com.example.sample;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/**
 * Writes a note for a direct call, or one for each message of a queue's batch, or prints what it is
 * asked to. No SDK: small.
 */
public final class WriteNoteHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    if (event.get("Records") instanceof List<?> records) {
      for (var record : records) {
        var message = (Map<?, ?>) record;
        put(String.valueOf(message.get("body")), String.valueOf(message.get("messageId")));
      }
      return Map.of("batchItemFailures", List.of());
    }
    if (event.containsKey("print")) {
      System.out.println(event.get("print"));
      return Map.of();
    }
    if (event.containsKey("fail")) {
      throw new IllegalArgumentException("asked to fail");
    }
    put(String.valueOf(event.get("id")), "direct");
    return Map.of("written", String.valueOf(event.get("id")));
  }

  private void put(String id, String source) {
    var item =
        """
        {"TableName":"%s","Item":{"id":{"S":"%s-%s"},"source":{"S":"%s"}}}"""
            .formatted(System.getenv("TABLE"), System.getenv("PREFIX"), id, source);
    var request =
        HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL")))
            .header("X-Amz-Target", "DynamoDB_20120810.PutItem")
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Security-Token", System.getenv("AWS_SESSION_TOKEN"))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential="
                    + System.getenv("AWS_ACCESS_KEY_ID")
                    + "/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(item))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

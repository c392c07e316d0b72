package com.example.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Reports each event that it gets to a queue, behind a label; fails if the event says so. */
public final class ReportHandler implements RequestStreamHandler {
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var event = new String(input.readAllBytes(), UTF_8);
    send(System.getenv("LABEL") + "|" + event);
    if (event.contains("asked to fail")) {
      throw new IllegalArgumentException("asked to fail");
    }
    output.write("{}".getBytes(UTF_8));
  }

  private void send(String report) throws IOException {
    var form = "Action=SendMessage&Version=2012-11-05&MessageBody=" + encoded(report);
    var request =
        HttpRequest.newBuilder(URI.create(System.getenv("QUEUE_URL")))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Amz-Security-Token", System.getenv("AWS_SESSION_TOKEN"))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential="
                    + System.getenv("AWS_ACCESS_KEY_ID")
                    + "/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

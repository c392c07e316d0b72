package com.example.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Answers an API with the event that it got, or with the text in {@code ANSWER} as it is. */
public final class ApiEchoHandler implements RequestStreamHandler {
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var event = new String(input.readAllBytes(), UTF_8);
    var answer = System.getenv("ANSWER");
    output.write(
        (answer != null
                ? answer
                : "{\"statusCode\":\"200\",\"headers\":{\"content-type\":\"application/json\"},\"body\":\""
                    + event.replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\"}")
            .getBytes(UTF_8));
  }
}

package com.example.orders.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.example.orders.settings.Experiment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A call that an experiment strikes.
 *
 * @param coin whether what gets no answer has been done all the same
 * @param patience how long a call that begins now would wait for its answer
 */
record AwsStruckCall(
    Experiment experiment,
    String host,
    ExecutableHttpRequest real,
    BooleanSupplier coin,
    Supplier<Duration> patience,
    DiskFull disk,
    Waiting waiting)
    implements ExecutableHttpRequest {

  @Override
  public HttpExecuteResponse call() throws IOException {
    return switch (experiment.fault()) {
      case LATENCY -> {
        hold(experiment.latency());
        yield real.call();
      }
      case EXCEPTION -> throw new InjectedException();
      case ERROR_STATUS -> error();
      case DISK_FULL -> {
        disk.fill();
        yield real.call();
      }
      case BLOCKED_HOST -> throw new UnknownHostException(host);
      case TIMEOUT -> lost();
      case CORRUPTED_ANSWER -> half(real.call());
    };
  }

  /** A caller who would have waited that long and no longer gets no answer. */
  private void hold(Duration time) throws IOException {
    var limit = patience.get();
    var lost = time.compareTo(limit) >= 0;
    try {
      waiting.pause(lost ? limit : time);
    } catch (InterruptedException _) { // by the SDK, whose time for the call is over
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted in an injected wait");
    }
    if (lost) {
      throw new SocketTimeoutException("Injected: no answer in " + limit);
    }
  }

  private HttpExecuteResponse lost() throws IOException {
    var answer = coin.getAsBoolean() ? content(real.call()).length + " bytes" : "nothing";
    hold(patience.get());
    throw new SocketTimeoutException("Injected: no answer, of " + answer);
  }

  /** As services answer that speak JSON, in the body or in a header. */
  private HttpExecuteResponse error() {
    var body = "{\"__type\":\"%s\",\"message\":\"Injected by an experiment\"}";
    return response(
        SdkHttpResponse.builder()
            .statusCode(experiment.status())
            .putHeader("Content-Type", "application/x-amz-json-1.0")
            .putHeader("x-amzn-ErrorType", experiment.error())
            .build(),
        body.formatted(experiment.error()).getBytes(UTF_8));
  }

  private HttpExecuteResponse half(HttpExecuteResponse answer) throws IOException {
    var content = content(answer);
    return response(answer.httpResponse(), Arrays.copyOf(content, content.length / 2));
  }

  private static byte[] content(HttpExecuteResponse answer) throws IOException {
    if (answer.responseBody().isEmpty()) {
      return new byte[0];
    }
    try (var body = answer.responseBody().get()) {
      return body.readAllBytes();
    }
  }

  private static HttpExecuteResponse response(SdkHttpResponse head, byte[] body) {
    return HttpExecuteResponse.builder()
        .response(head)
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }

  @Override
  public void abort() {
    real.abort();
  }
}

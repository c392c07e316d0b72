package com.example.orders.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/**
 * Connections that wait no longer than the invocation may, and no call at all that begins too late.
 * The SDK's own timeouts are those of the client or of the request as its caller made it; an
 * interceptor cannot shorten them.
 */
final class AwsConnections implements UrlConnectionFactory, ExecutionInterceptor {
  private final Opening opening;
  private final Duration connect;
  private final Duration read;

  AwsConnections(Opening opening, Duration connect, Duration read) {
    this.opening = opening;
    this.connect = connect;
    this.read = read;
  }

  /** How a connection comes to be; it is not yet connected. */
  interface Opening {
    HttpURLConnection open(URI uri) throws IOException;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
    if (Deadline.current().isOver()) {
      throw SdkClientException.create("The invocation has no time for a call");
    }
  }

  @Override
  public HttpURLConnection createConnection(URI uri) {
    try {
      var connection = opening.open(Priming.addressOf(uri));
      connection.setConnectTimeout(millis(Deadline.current().atMost(connect)));
      connection.setReadTimeout(millis(patience()));
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long a call that begins now waits for its answer. */
  Duration patience() {
    return Deadline.current().atMost(read);
  }

  private static int millis(Duration time) {
    return Math.toIntExact(time.toMillis());
  }
}

package com.example.orders.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A service of AWS in virtual time: an answer that takes longer than the connection waits is a
 * timeout, and what was waited for is gone from the invocation.
 */
final class VirtualDependency {
  private final List<Answer> answers;
  private Duration remaining;
  private int calls;

  /**
   * @param remaining of the invocation
   * @param answers in their order, and then again from the first
   */
  VirtualDependency(Duration remaining, Answer... answers) {
    this.remaining = remaining;
    this.answers = List.of(answers);
  }

  /**
   * @param error its code, where it is one
   */
  record Answer(int status, Duration takes, String error) {
    Answer(int status, Duration takes) {
      this(status, takes, "InternalFailure");
    }
  }

  int calls() {
    return calls;
  }

  Duration remaining() {
    return remaining;
  }

  HttpURLConnection open(URI uri) throws MalformedURLException {
    return new Connection(uri);
  }

  private Answer answer(int timeoutMillis) throws SocketTimeoutException {
    var answer = answers.get(calls++ % answers.size());
    var timeout = Duration.ofMillis(timeoutMillis);
    if (answer.takes().compareTo(timeout) > 0) {
      remaining = remaining.minus(timeout);
      throw new SocketTimeoutException("Read timed out");
    }
    remaining = remaining.minus(answer.takes());
    return answer;
  }

  private final class Connection extends HttpURLConnection {
    private String error = "";

    Connection(URI uri) throws MalformedURLException {
      super(uri.toURL());
    }

    @Override
    public int getResponseCode() throws SocketTimeoutException {
      if (responseCode == -1) {
        var answer = answer(getReadTimeout());
        error = answer.error();
        responseCode = answer.status();
      }
      return responseCode;
    }

    @Override
    public InputStream getInputStream() {
      var body = "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"event-1\"}]}";
      return new ByteArrayInputStream(body.getBytes(UTF_8));
    }

    @Override
    public InputStream getErrorStream() {
      return new ByteArrayInputStream("{\"__type\":\"%s\"}".formatted(error).getBytes(UTF_8));
    }

    @Override
    public OutputStream getOutputStream() {
      return new ByteArrayOutputStream();
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
      return Map.of();
    }

    @Override
    public String getResponseMessage() {
      return "";
    }

    @Override
    public boolean usingProxy() {
      return false;
    }

    @Override
    public void connect() {}

    @Override
    public void disconnect() {}
  }
}
